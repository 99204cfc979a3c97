-- New visitors look at a category, each once, and the cookies that they get are written down, one a line.
local request_bytes, out

-- args: path, head file, the file to write
function init(args)
    local lines = {}
    for line in io.lines(args[2]) do
        lines[#lines + 1] = line
    end
    request_bytes = "GET " .. args[1] .. " HTTP/1.1\r\n" .. table.concat(lines, "\r\n") .. "\r\n\r\n"
    out = assert(io.open(args[3], "w"))
    out:setvbuf("line")
end

function request()
    return request_bytes
end

function response(status, headers)
    local cookie = status == 200 and (headers["Set-Cookie"] or ""):match("^[^;]+")
    if cookie then
        out:write(cookie, "\n")
    end
end
