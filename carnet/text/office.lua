-- pandoc lua office.lua: one JSON request a line on stdin, one JSON answer a line on stdout.
-- A request is {html, folder, epoch, images: [{name, path}]}: the page is written as folder/page.docx and
-- folder/page.odt, dated of epoch (seconds). An answer is {} or {error}.
local OPTIONS = pandoc.WriterOptions{}

local function contents(path)
  local handle = assert(io.open(path, 'rb'))
  local bytes = handle:read('a')
  handle:close()
  return bytes
end

local function write(line)
  local request = pandoc.json.decode(line, false)
  pandoc.mediabag.empty()
  for _, image in ipairs(request.images) do
    pandoc.mediabag.insert(image.name, 'image/jpeg', contents(image.path))
  end
  pandoc.log.silence(function()
    local document = pandoc.read(request.html, 'html')
    for _, format in ipairs{'docx', 'odt'} do
      pandoc.system.with_environment({SOURCE_DATE_EPOCH = request.epoch}, function()
        local handle = assert(io.open(request.folder .. '/page.' .. format, 'wb'))
        handle:write(pandoc.write(document, format, OPTIONS))
        handle:close()
      end)
    end
  end)
  return '{}'
end

for line in io.stdin:lines() do
  local ok, answer = pcall(write, line)
  if not ok then answer = pandoc.json.encode({error = tostring(answer)}) end
  io.stdout:write(answer, '\n')
  io.stdout:flush()
end
