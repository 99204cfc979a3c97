-- The five edits as one writes them for nginx: the whole body, plain finds, one concatenation. W2 asks Redis first.
local rewrite = {}
local redis = require "nginx.redis"

local everybody = "Free delivery this week"
local script = '<script src="/static/personal.js" defer></script>'
local picked = '<p class="picked">Picked for you: <a href="/sale">the sale</a></p>'
local secret = "a secret of the bench"
local escapes = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

local function hex(text)
    return (text:gsub(".", function(letter) return string.format("%02x", letter:byte()) end))
end

local function known(cookie)
    local who, seal = (cookie or ""):match("^(%w+)%.(%x+)$")
    return who and hex(ngx.hmac_sha1(secret, who)) == seal and who
end

local function asked(who)
    local link = redis:new()
    link:set_timeouts(100, 100, 100)
    if not link:connect("127.0.0.1", tonumber(ngx.var.redis_port)) then
        return nil
    end
    local found = link:get("visitor:" .. who)
    link:set_keepalive(10000, 64)
    return found ~= ngx.null and found or nil
end

-- ten rules for a visitor kept as `interest|views|visits|orders|medium`
local function decided(visitor)
    local interest, views, visits, orders, medium = (visitor or "|0|0|0|"):match("^(.-)|(.-)|(.-)|(.-)|(.*)$")
    local city, country = ngx.var.geo_city or "", ngx.var.geo_country or ""
    local agent, language = ngx.var.http_user_agent or "", ngx.var.http_accept_language or ""
    local others = country == "FR" or tonumber(orders) >= 3 or tonumber(visits) >= 50
        or agent:find("Mobile", 1, true) or language:sub(1, 2) == "de" or medium == "email"
    if city == "London" and interest ~= "" and tonumber(views) >= 1 and medium ~= "coupon" and not others then
        return (("Two days to " .. city .. ": more " .. interest):gsub("[&<>\"']", escapes))
    end
    return everybody
end

function rewrite.access()
    local who = known(ngx.var.cookie_visitor)
    ngx.ctx.words = decided(who and asked(who))
    ngx.ctx.stranger = not who
end

function rewrite.head()
    local heads = ngx.header
    if not (heads.content_type or ""):find("text/html", 1, true) then
        return
    end
    ngx.ctx.parts = {}
    heads.content_length, heads.etag = nil, nil
    if not ngx.ctx.words then
        ngx.ctx.stranger = ngx.var.cookie_visitor == nil
    end
    if ngx.ctx.stranger then
        local who = ngx.md5(ngx.var.request_id)
        heads["Set-Cookie"] = "visitor=" .. who .. "." .. hex(ngx.hmac_sha1(secret, who)) .. "; Path=/; HttpOnly"
    end
end

local function edited(page, words)
    local out, at, past = {}, 1, nil
    local _, body = page:find("<body[^>]*>")
    local _, featured = page:find('<section id="featured">', body, true)
    local featured_end = page:find("</section>", featured, true)
    local coupon = page:find('<div class="coupon">', featured_end, true)
    _, past = page:find("</div>", coupon, true)
    local last = page:find("</body>", past, true)
    out[1] = page:sub(at, body)
    out[2] = '<div class="banner">' .. words .. "</div>"
    out[3] = page:sub(body + 1, featured)
    out[4] = picked
    out[5] = page:sub(featured_end, coupon - 1)
    out[6] = page:sub(past + 1, last - 1)
    out[7] = script
    out[8] = page:sub(last)
    return table.concat(out)
end

function rewrite.body()
    local parts = ngx.ctx.parts
    if not parts then
        return
    end
    parts[#parts + 1] = ngx.arg[1]
    ngx.arg[1] = nil
    if ngx.arg[2] then
        ngx.arg[1] = edited(table.concat(parts), ngx.ctx.words or everybody)
    end
end

return rewrite
