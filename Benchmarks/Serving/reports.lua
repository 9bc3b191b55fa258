-- wrk files reports: every request is a new report under a key of its own, by turns as each of the machines whose tokens
-- TOKENS names, separated by commas. RUN keeps keys of different runs apart. EACH is how many reports one request brings:
-- 1, or several, as a phone sends them that was without network. What is not answered with 201 is counted and shown.
local workers = {}

function setup(thread)
    thread:set("worker", #workers)
    workers[#workers + 1] = thread
end

-- Of one worker from here on; done() reads these three.
filed, others, first_other = 0, 0, ""
local tokens, run, each, sent = {}, os.getenv("RUN"), tonumber(os.getenv("EACH") or 1), 0
local body = [[{"channel":"form","source_class":"patrol","evidence":[],"content":{"earliest":"2017-01-%02dT%02d:%02d:00Z",]]
    .. [["latest":"2017-01-%02dT%02d:%02d:00Z","precision":"minute","place":{"kind":"point","at":[%.5f,%.5f],"sigma_m":300},]]
    .. [["place_name":"Post %d","type":"shelling","acts":["fire.mortar"],"side_a":"Government of Syria",]]
    .. [["side_b":"Jaysh al-Islam","names_initiator":true,"killed_low":0,"injured_low":%d,"means":"heard","count":%d,]]
    .. [["text":"Report %s-%d-%d: mortar rounds heard from the post, impacts to the north.","confidential":false}}]]

function init()
    for token in os.getenv("TOKENS"):gmatch("[^,]+") do tokens[#tokens + 1] = token end
    math.randomseed(worker * 7919 + 17)
end

-- A new report and its key.
local function report()
    sent = sent + 1
    local day, hour, minute = math.random(1, 28), math.random(0, 23), math.random(0, 59)
    local text = body:format(day, hour, minute, day, hour, minute, 35.8 + 6 * math.random(), 32.5 + 4.5 * math.random(),
        math.random(1, 400), math.random(0, 4), math.random(1, 12), run, worker, sent)
    return text, run .. "-" .. worker .. "-" .. sent
end

function request()
    local headers = { ["Content-Type"] = "application/json" }
    if each == 1 then
        local text, key = report()
        headers["Authorization"] = "Bearer " .. tokens[sent % #tokens + 1]
        headers["Idempotency-Key"] = key
        return wrk.format("POST", "/api/v1/commands/file-report", headers, text)
    end
    local items = {}
    for place = 1, each do
        local text, key = report()
        items[place] = '{"kind":"file-report","key":"' .. key .. '","command":' .. text .. "}"
    end
    headers["Authorization"] = "Bearer " .. tokens[math.floor(sent / each) % #tokens + 1]
    return wrk.format("POST", "/api/v1/commands", headers, '{"commands":[' .. table.concat(items, ",") .. "]}")
end

local function recorded(status, answer)
    if each == 1 then return status == 201 and 1 or 0 end
    local count, at = 0, 1
    while status == 200 do
        local _, last = answer:find('"status":201', at, true)
        if not last then break end
        count, at = count + 1, last
    end
    return count
end

function response(status, headers, answer)
    local count = recorded(status, answer)
    filed = filed + count
    if count < each then
        others = others + each - count
        if first_other == "" then first_other = status .. " " .. answer:sub(1, 300) end
    end
end

function done(summary, latency)
    local all, wrong, sample = 0, 0, ""
    for _, thread in ipairs(workers) do
        all = all + thread:get("filed")
        wrong = wrong + thread:get("others")
        if sample == "" then sample = thread:get("first_other") end
    end
    local errors = summary.errors
    io.write(('{"filed":%d,"others":%d,"seconds":%.3f,"p50_ms":%.2f,"p99_ms":%.2f,"most_ms":%.2f,"unanswered":%d}\n'):format(
        all, wrong, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
        errors.connect + errors.read + errors.write + errors.timeout))
    if wrong > 0 then io.stderr:write("other answers, the first: " .. sample .. "\n") end
end
