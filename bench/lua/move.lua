-- One move on each of the cases in a file, each case once: wrk -s move.lua URL -- TOKEN FILE THREADS MOVE
local counter = 0
function setup(thread) counter = counter + 1; thread:set("number", counter) end
function init(args)
  ids, n, step, move = {}, number, tonumber(args[3]), args[4]
  for line in io.lines(args[2]) do ids[#ids + 1] = line end
  n = n - step
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. args[1]
end
function request()
  n = n + step
  local id = ids[(n - 1) % #ids + 1]
  return wrk.format(nil, "/api/v1/cases/" .. id .. "/moves/" .. move .. "/", nil, '{"version":2}')
end
