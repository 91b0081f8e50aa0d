-- One page as a signed-in person asks for it: wrk -s page.lua URL -- COOKIE PATH
function init(args)
  path = args[2]
  wrk.headers["Cookie"] = args[1]
end
function request() return wrk.format("GET", path) end
-- A redirect to the sign-in page is quick, and no home.
function response(status) if status ~= 200 then io.write("Non-2xx: " .. status .. "\n") end end
function done(summary, latency, requests) io.write(string.format("P95 %d us\n", latency:percentile(95))) end
