-- wrk files reports: every request is a new report under a key of its own, by turns as each of the machines whose tokens
-- TOKENS names, separated by commas. RUN keeps keys of different runs apart. Answers other than 201 are counted and shown.
local workers = {}

function setup(thread)
    thread:set("worker", #workers)
    workers[#workers + 1] = thread
end

-- Of one worker from here on; done() reads these three.
filed, others, first_other = 0, 0, ""
local tokens, run, sent = {}, os.getenv("RUN"), 0
local body = [[{"channel":"form","source_class":"patrol","evidence":[],"content":{"earliest":"2017-01-%02dT%02d:%02d:00Z",]]
    .. [["latest":"2017-01-%02dT%02d:%02d:00Z","precision":"minute","place":{"kind":"point","at":[%.5f,%.5f],"sigma_m":300},]]
    .. [["place_name":"Post %d","type":"shelling","acts":["fire.mortar"],"side_a":"Government of Syria",]]
    .. [["side_b":"Jaysh al-Islam","names_initiator":true,"killed_low":0,"injured_low":%d,"means":"heard","count":%d,]]
    .. [["text":"Report %s-%d-%d: mortar rounds heard from the post, impacts to the north.","confidential":false}}]]

function init()
    for token in os.getenv("TOKENS"):gmatch("[^,]+") do tokens[#tokens + 1] = token end
    math.randomseed(worker * 7919 + 17)
end

function request()
    sent = sent + 1
    local day, hour, minute = math.random(1, 28), math.random(0, 23), math.random(0, 59)
    local text = body:format(day, hour, minute, day, hour, minute, 35.8 + 6 * math.random(), 32.5 + 4.5 * math.random(),
        math.random(1, 400), math.random(0, 4), math.random(1, 12), run, worker, sent)
    return wrk.format("POST", "/api/v1/commands/file-report", {
        ["Authorization"] = "Bearer " .. tokens[sent % #tokens + 1], ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = run .. "-" .. worker .. "-" .. sent,
    }, text)
end

function response(status, headers, answer)
    if status == 201 then
        filed = filed + 1
    else
        others = others + 1
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
