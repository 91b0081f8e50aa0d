-- Addresses from a file, one after the other: wrk -s get.lua URL -- TOKEN FILE
local counter = 0
function setup(thread) counter = counter + 1; thread:set("number", counter) end
function init(args)
  paths, n = {}, number * 7
  for line in io.lines(args[2]) do paths[#paths + 1] = line end
  wrk.headers["Authorization"] = "Bearer " .. args[1]
end
function request() n = n + 1; return wrk.format("GET", paths[n % #paths + 1]) end
