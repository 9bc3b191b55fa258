import Truce

/// What `truce assess --json` prints: the period's figures and what they rest on, as one JSON object.
public enum SummaryJSON {
    public static let format = "truce-summary/1"

    public static func bytes(_ docket: Docket, totals: DocketTotals) -> [UInt8] {
        var json = JSONWriter()
        json.object { o in
            o.member("format", format)
            o.member("rules", RulesVersion.rules)
            o.member("status", "assessed, not yet ruled on by an officer")
            o.member("agreement", docket.agreement.id)
            o.member("agreement_version", docket.agreement.version)
            o.member("time_zone", docket.history.first.zone.name)
            o.member("as_of", docket.asOf.description)
            o.member("counting_rule", docket.history.first.procedure.counting.rawValue)
            o.key("period")
            o.object {
                $0.member("from", docket.period.from.description)
                $0.member("through", docket.period.through.description)
            }
            for (name, figures) in [
                ("this_period" as StaticString, totals.period), ("previous_period", totals.previous),
                ("everything", totals.everything),
            ] {
                o.key(name)
                write(figures, &o)
            }
            let agreement = docket.agreement
            o.key("obligations")
            o.array { list in
                for standing in agreement.obligationStandings(at: docket.asOf) {
                    list.object {
                        $0.member("id", agreement.obligations[standing.obligation].id)
                        $0.member("state", standing.state.rawValue)
                        $0.member("due", standing.due?.description)
                        $0.member("score", standing.score)
                        $0.key("percent")
                        if let percent = standing.percent { $0.figure(trimmed(percent, 2)) } else { $0.null() }
                    }
                }
            }
            o.key("gates")
            o.array { list in
                for standing in docket.gateStandings() {
                    list.object {
                        $0.member("id", agreement.gates[standing.gate].id)
                        $0.member(
                            "standing", standing.isOpen == .yes ? "open" : standing.isOpen == .no ? "shut" : "unknown")
                    }
                }
            }
            o.key("inputs")
            o.array { list in
                for input in docket.inputs {
                    list.object {
                        $0.member("file", input.file)
                        $0.member("format", input.format)
                        $0.member("rows", input.rows)
                        $0.member("accepted", input.accepted)
                        $0.member("refused", input.refused)
                        $0.member("repeats", input.repeats)
                        $0.member("corrections", input.corrections)
                        $0.member("after_cut_off", input.afterCutOff)
                        $0.member("content_sha256", input.contentDigest)
                    }
                }
            }
            o.key("agreement_files")
            o.array { list in
                for (file, digest) in docket.agreementDigests {
                    list.object {
                        $0.member("file", file)
                        $0.member("sha256", digest)
                    }
                }
            }
        }
        json.breakLine()
        return json.bytes
    }

    private static func write(_ totals: Totals, _ json: inout JSONWriter) {
        json.object { o in
            o.member("incidents", totals.incidents)
            o.member("reports", totals.reports)
            o.member("breached", totals.breached)
            o.member("not_breached", totals.notBreached)
            o.member("undetermined", totals.undetermined)
            o.member("out_of_scope", totals.outOfScopeTotal)
            o.key("out_of_scope_by_reason")
            o.array { list in
                for reason in ScopeReason.allCases where totals.outOfScope[Int(reason.rawValue)] > 0 {
                    list.object {
                        $0.member("reason", reason.code)
                        $0.member("incidents", totals.outOfScope[Int(reason.rawValue)])
                    }
                }
            }
            o.member("contested", totals.contested)
            o.member("violations_counted", totals.violationsCounted)
            o.member("killed_low", totals.killedLow)
            o.member("killed_high", totals.killedHigh)
            o.member("killed_not_given", totals.killedNotGiven)
            o.key("by_provision")
            o.array { list in
                for counted in totals.byProvision {
                    list.object {
                        $0.member("provision", counted.id)
                        $0.member("breached", counted.breached)
                        $0.member("undetermined", counted.undetermined)
                    }
                }
            }
            o.key("by_party")
            o.array { list in
                for counted in totals.byParty {
                    list.object {
                        $0.member("party", counted.id)
                        $0.member("attributed", counted.attributed)
                        $0.member("alleged", counted.alleged)
                    }
                }
            }
            o.member("not_attributable", totals.notAttributable)
            o.member("attribution_disputed", totals.attributionDisputed)
            o.key("missing")
            o.array { list in
                for (code, count) in totals.missing.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                    list.object {
                        $0.member("fact", code)
                        $0.member("incidents", count)
                    }
                }
            }
        }
    }
}
