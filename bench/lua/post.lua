-- Reports with ids and places of their own: wrk -s post.lua URL -- TOKEN SEED WEST SOUTH WIDTH CATEGORY
local counter = 0
function setup(thread) counter = counter + 1; thread:set("number", counter) end
function init(args)
  token, west, south, width = args[1], tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
  math.randomseed(tonumber(args[2]) * 1000 + number)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. token
end
local function hex(n) local s = "" for i = 1, n do s = s .. string.format("%x", math.random(0, 15)) end return s end
function request()
  local id = hex(8) .. "-" .. hex(4) .. "-4" .. hex(3) .. "-8" .. hex(3) .. "-" .. hex(12)
  local lng, lat = west + math.random() * width, south + math.random() * width
  local category = string.format("%02d%03d", math.random(1, 10), math.random(1, 20))
  local body = string.format('{"id":"%s","category":"%s","source":"inspector","description":"Rubbish in front of the market",' ..
    '"location":{"type":"Point","coordinates":[%.6f,%.6f]}}', id, category, lng, lat)
  return wrk.format(nil, nil, nil, body)
end
local bad = 0
function response(status) if status ~= 201 then bad = bad + 1 end end
