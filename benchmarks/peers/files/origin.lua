-- The pages that differ: filled or shuffled by the number that the request bears, so that the same number gives the same page.
local origin = {}

local function split(text, mark)
    local found, at = {}, 1
    while true do
        local next_mark = text:find(mark, at, true)
        if not next_mark then
            found[#found + 1] = text:sub(at)
            return found
        end
        found[#found + 1] = text:sub(at, next_mark - 1)
        at = next_mark + 1
    end
end

local function read(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read("*a")
    file:close()
    return text
end

function origin.load(folder, size)
    local text = read(folder .. "/template-" .. size .. ".txt")
    origin.page = read(folder .. "/page/" .. size .. ".html")
    origin.flat = split((text:gsub("\30", "")), "\31")
    origin.cards = split(text:gsub("\31token\31", ("0"):rep(32)):gsub("\31count\31", "3"):gsub("\31total\31", "45"), "\30")
end

-- what a visitor's own token and basket make of a page
function origin.tokens()
    local who = ngx.var.cookie_session or "0"
    local token = ngx.md5(who)
    local number = tonumber(who) or 0
    local gaps = { token = token, count = tostring(number % 9 + 1), total = tostring(number * 7 % 290) }
    local flat, out = origin.flat, {}
    for index = 1, #flat do
        out[index] = index % 2 == 1 and flat[index] or gaps[flat[index]]
    end
    ngx.header.content_type = "text/html; charset=utf-8"
    ngx.print(out)
end

-- a page of other products in another order
function origin.unseen()
    local seed = tonumber(ngx.var[1]) or 0
    local cards, out = origin.cards, {}
    local last = #cards
    for index = 1, last do
        out[index] = cards[index]
    end
    for index = last - 1, 3, -1 do
        seed = (seed * 1103515245 + 12345) % 2147483648
        local other = 2 + math.floor(seed / 65536) % (index - 1)
        out[index], out[other] = out[other], out[index]
    end
    out[2] = "<li class=\"number\">Page " .. ngx.var[1] .. "</li>" .. out[2]
    ngx.header.content_type = "text/html; charset=utf-8"
    ngx.print(out)
end

-- ten kilobytes, a pause, the rest
function origin.paused()
    ngx.header.content_type = "text/html; charset=utf-8"
    ngx.print(origin.page:sub(1, 10240))
    ngx.flush(true)
    ngx.sleep(0.3)
    ngx.print(origin.page:sub(10241))
end

return origin
