-- pandoc lua cite.lua: one JSON request a line on stdin, one JSON answer a line on stdout.
-- A request is {groups, text, syntax, style, lang}: every citation of the carnet in order, as typed, then the
-- bibliography and the text of a CSL style. The answer is {ast} or {error}: one Div per group, then « refs ».
local NO_FILES = {}  -- readers see no file and no network
local GROUPS = 'markdown+citations-smart-raw_html-raw_tex-raw_attribute-tex_math_dollars-footnotes-inline_notes'

local function cite(line)
  local request = pandoc.json.decode(line, false)
  local bibliography = pandoc.read(request.text, request.syntax, pandoc.ReaderOptions{}, NO_FILES)
  local blocks = {}
  for rank, group in ipairs(request.groups) do
    local read = pandoc.read(group, GROUPS, pandoc.ReaderOptions{}, NO_FILES)
    blocks[rank] = pandoc.Div(read.blocks, {id = 'groupe-' .. rank})
  end
  pandoc.mediabag.insert('style.csl', 'application/xml', request.style)
  local document = pandoc.Pandoc(blocks, {
    references = bibliography.meta.references,
    lang = request.lang,
    csl = 'style.csl',
    ['link-citations'] = true,
  })
  local done
  pandoc.log.silence(function() done = pandoc.utils.citeproc(document) end)
  return '{"ast":' .. pandoc.write(done, 'json') .. '}'
end

for line in io.stdin:lines() do
  local ok, answer = pcall(cite, line)
  if not ok then answer = pandoc.json.encode({error = tostring(answer)}) end
  io.stdout:write(answer, '\n')
  io.stdout:flush()
end
