/* On the page of a sound: the time of a cue moves the player of the page. Without this file it opens the sound there. */
(() => {
  "use strict";
  const player = document.querySelector(".lecteur audio");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.instant");
    if (!link || !player || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    player.currentTime = Number(link.hash.slice(3));
    player.play();
  });
})();
