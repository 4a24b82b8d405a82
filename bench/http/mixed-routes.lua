-- Asks for the paths in the file that stands behind "--" on wrk's command line, one after the other.
local requests, count, next_one = {}, 0, 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    count = count + 1
    requests[count] = wrk.format("GET", path)
  end
end

function request()
  next_one = next_one % count + 1
  return requests[next_one]
end
