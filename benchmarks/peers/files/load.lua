-- wrk's side: a request with the next cookie and, where each page differs, the next number; the figures as one line of JSON.
local before, middle, after, cookies, number, counted, in_path

local function lines(path)
    local found = {}
    for line in io.lines(path) do
        found[#found + 1] = line
    end
    return found
end

-- args: path, head file, cookie file or "-", first number or "-"
function init(args)
    local head = table.concat(lines(args[2]), "\r\n")
    cookies = args[3] == "-" and { "" } or lines(args[3])
    counted = args[4] ~= "-"
    number = tonumber(args[4]) or 0
    in_path = counted and args[1]:sub(-1) == "/"
    before = "GET " .. args[1]
    middle = " HTTP/1.1\r\n" .. head .. "\r\n"
    after = "\r\n\r\n"
    if not counted then
        for index, cookie in ipairs(cookies) do
            local line = cookie ~= "" and "Cookie: " .. cookie .. "\r\n" or ""
            cookies[index] = before .. middle .. line .. "\r\n"
        end
    else
        for index, cookie in ipairs(cookies) do
            cookies[index] = cookie ~= "" and cookie .. "; session=" or "session="
        end
    end
end

function request()
    number = number + 1
    local own = cookies[number % #cookies + 1]
    if not counted then
        return own
    end
    return before .. (in_path and number or "") .. middle .. "Cookie: " .. own .. number .. after
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.write(string.format('{"requests": %d, "micros": %d, "bytes": %d, "failed": %d, "p50": %f, "p99": %f}\n',
        summary.requests, summary.duration, summary.bytes, failed, latency:percentile(50), latency:percentile(99)))
end
