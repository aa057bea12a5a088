-- pandoc lua convert.lua: one JSON request a line on stdin, one JSON answer a line on stdout.
-- A request {read, text or path} is answered by {ast}, a request {write, ast} by {text}; else {error}.
local NO_FILES = {}  -- readers see no file and no network
local READING = pandoc.ReaderOptions{track_changes = 'all'}
local WRITING = pandoc.WriterOptions{wrap_text = 'none'}

local function source(request)
  if not request.path then return request.text end
  local file = assert(io.open(request.path, 'rb'))
  local content = file:read('a')
  file:close()
  return content
end

local function convert(line)
  local request = pandoc.json.decode(line, false)
  local answer
  pandoc.log.silence(function()
    if request.read then
      local document = pandoc.read(source(request), request.read, READING, NO_FILES)
      answer = '{"ast":' .. pandoc.write(document, 'json') .. '}'
    else
      local document = pandoc.read(request.ast, 'json')
      answer = pandoc.json.encode({text = pandoc.write(document, request.write, WRITING)})
    end
  end)
  return answer
end

for line in io.stdin:lines() do
  local ok, answer = pcall(convert, line)
  if not ok then answer = pandoc.json.encode({error = tostring(answer)}) end
  io.stdout:write(answer, '\n')
  io.stdout:flush()
  pandoc.mediabag.empty()
end
