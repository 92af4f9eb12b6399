-- What wrk asks; bench/wrk.h says how it is told.

local threads = 0

local ffi = require("ffi")

-- The file's lines: as one text and where each begins, which the collector of garbage does not look
-- through. It would stop all of a thread's connections for a tenth of a second, with a million of
-- texts.
local function lines_of(file)
    local handle = assert(io.open(file, "rb"))
    local text = handle:read("*a")
    handle:close()
    local _, count = text:gsub("\n", "")
    local begins = ffi.new("int32_t[?]", count + 1)
    local line = 0
    for after in text:gmatch("\n()") do
        line = line + 1
        begins[line] = after - 1
    end
    return { count = count, at = function(i) return text:sub(begins[i - 1] + 1, begins[i] - 1) end }
end

function setup(thread)
    threads = threads + 1
    thread:set("seed", threads * 7919)
end

function init(arguments)
    math.randomseed(seed)
    local method, file = arguments[1], arguments[2]
    lines = lines_of(file)
    headers = {}
    local authorization = os.getenv("MARQUEE_BENCH_AUTHORIZATION")
    if authorization and authorization ~= "" then headers["Authorization"] = authorization end
    if method == "put" then
        headers["Content-Type"] = "application/json"
        request = put
    elseif lines.count == 1 then
        -- Made once: what wrk spends on it is not there to be measured.
        local only = wrk.format("GET", lines.at(1), headers)
        request = function() return only end
    else
        request = get
    end
end

function get()
    return wrk.format("GET", lines.at(math.random(lines.count)), headers)
end

function put()
    local target = "/v1/ratings/movie/" .. lines.at(math.random(lines.count)) .. "/users/wrk-" ..
        math.random(100000000)
    return wrk.format("PUT", target, headers, '{"score": ' .. math.random(10) .. '}')
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("RESULT %.0f %.0f %.0f %.0f\n", summary.requests, summary.duration,
        latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
