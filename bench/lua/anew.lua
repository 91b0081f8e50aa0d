-- One page, each time with another question, so that nothing that was kept answers: wrk -s anew.lua URL -- COOKIE PATH
local asked = 0
function init(args)
  path = args[2] .. (args[2]:find("?", 1, true) and "&" or "?") .. "look="
  wrk.headers["Cookie"] = args[1]
end
function request()
  asked = asked + 1
  return wrk.format("GET", path .. asked)
end
function response(status) if status ~= 200 then io.write("Non-2xx: " .. status .. "\n") end end
function done(summary, latency, requests) io.write(string.format("P95 %d us\n", latency:percentile(95))) end
