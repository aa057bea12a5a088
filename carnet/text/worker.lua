-- pandoc lua worker.lua FORMAT: one JSON request a line on stdin, one JSON answer a line on stdout.
-- A request is {text, verse, places}; an answer is {ast} or {error}.
local FORMAT = arg[1]
local OPTIONS = pandoc.ReaderOptions{}
local NO_FILES = {}  -- the reader sees no file and no network

local function read(line)
  local request = pandoc.json.decode(line, false)
  local format = FORMAT
    .. (request.verse and '+hard_line_breaks' or '')
    .. (request.places and '+sourcepos' or '')
  local document
  pandoc.log.silence(function()
    document = pandoc.read(request.text, format, OPTIONS, NO_FILES)
  end)
  return '{"ast":' .. pandoc.write(document, 'json') .. '}'
end

for line in io.stdin:lines() do
  local ok, answer = pcall(read, line)
  if not ok then answer = pandoc.json.encode({error = tostring(answer)}) end
  io.stdout:write(answer, '\n')
  io.stdout:flush()
end
