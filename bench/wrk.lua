-- What wrk asks; bench/wrk.h says how it is told.

local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("seed", threads * 7919)
end

function init(arguments)
    math.randomseed(seed)
    local method, file = arguments[1], arguments[2]
    lines = {}
    for line in io.lines(file) do lines[#lines + 1] = line end
    headers = {}
    local authorization = os.getenv("MARQUEE_BENCH_AUTHORIZATION")
    if authorization and authorization ~= "" then headers["Authorization"] = authorization end
    if method == "put" then
        headers["Content-Type"] = "application/json"
        request = put
    elseif #lines == 1 then
        -- Made once: what wrk spends on it is not there to be measured.
        local only = wrk.format("GET", lines[1], headers)
        request = function() return only end
    else
        request = get
    end
end

function get()
    return wrk.format("GET", lines[math.random(#lines)], headers)
end

function put()
    local target = "/v1/ratings/movie/" .. lines[math.random(#lines)] .. "/users/wrk-" ..
        math.random(100000000)
    return wrk.format("PUT", target, headers, '{"score": ' .. math.random(10) .. '}')
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("RESULT %.0f %.0f %.0f %.0f\n", summary.requests, summary.duration,
        latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
