/**
 * The windows at their edges, for people to read (section 4). A line says what happened, what is asked and when, and the
 * answer; times count from the section's beginning, several times on a line are several cases.
 *
 *   enter 0s, text 1s | text 28.9s 28.999s | yes W1, 2 left
 *
 * What happens: `enter` (the customer opens the message page, `enter+follow`: and follows the account), `speak` (the
 * customer sends a message), `text`, `image` … (the account sends that), `text?` (it
 * sends that, and the outcome stays unknown), `proof` (an echo proves what was unknown), `phone` (a text sent from the phone app),
 * `overuse` (the platform said that the window is used up), `consent` (the customer lets the account write of its own
 * accord for 30 days), `withdraw` (takes that back), `comment` (an intent comment; `text+quote` quotes the newest). The answer: `yes`, the rule, and how many are left; or `no`,
 * the rule, the reason, and the next chance where one is known. A section names the platform, whether it holds for
 * enterprise accounts, staff accounts or both, standing that differs from the usual (low weight, ¥5,000 of ad spend, no
 * mutual follow), and when it begins in Shanghai.
 */
export const BOUNDARY_CASES = `
# W1 · a page entry grants three messages within 30 seconds, the last second is left alone (W13)
douyin both, begins 10:00
nothing                                             | text 0s 1h                              | no W3 window.closed
enter 0s                                            | text 0s 1s 15s 28.9s 28.999s            | yes W1, 3 left
enter 0s                                            | text 29s 29.5s 30s 30.1s 31s 1h         | no W3 window.closed
enter 0s, text 1s                                   | text 2s 28.999s                         | yes W1, 2 left
enter 0s, text 1s, text 2s                          | text 3s 28.999s                         | yes W1, 1 left
enter 0s, text 1s, text 2s, text 3s                 | text 4s 15s 28.999s                     | no W1 window.quota-used
enter 0s, text 1s, text 2s, text 3s                 | text 29s 30s                            | no W3 window.closed
enter 0s, phone 1s                                  | text 2s                                 | yes W1, 2 left
enter 0s, phone 1s, phone 2s, phone 3s              | text 4s                                 | no W1 window.quota-used
enter 0s, phone 29.5s                               | text 29.6s                              | no W3 window.closed
enter 0s                                            | video 1s                                | no C1 capability.not-sendable

# W1 · a re-entry less than an hour after the last grant grants nothing
douyin both, begins 10:00
enter 0s, enter 1m                                  | text 1m 1m28s                           | no W3 window.closed
enter 0s, enter 59m59s                              | text 59m59s 60m1s 60m28s                | no W3 window.closed
enter 0s, enter 59m59.999s                          | text 60m 60m1s                          | no W3 window.closed
enter 0s, enter 60m                                 | text 60m 60m1s 60m28.9s 60m28.999s      | yes W1, 3 left
enter 0s, enter 60m                                 | text 60m29s 60m30s                      | no W3 window.closed
enter 0s, enter 30m, enter 60m                      | text 60m 60m28.999s                     | yes W1, 3 left
enter 0s, enter 30m, enter 89m59s                   | text 89m59s 90m27s                      | yes W1, 3 left
enter 0s, enter 60m, enter 119m59s                  | text 119m59s                            | no W3 window.closed
enter 0s, enter 60m, enter 120m                     | text 120m 120m28.999s                   | yes W1, 3 left
enter 0s, enter 10s                                 | text 28.999s                            | yes W1, 3 left
enter 0s, enter 10s                                 | text 29s 38s                            | no W3 window.closed
enter 0s, text 1s, enter 60m                        | text 60m1s                              | yes W1, 3 left

# W1 · three grants a day; the fourth entry of the day grants nothing
douyin both, begins 10:00
enter 0s, enter 1h, enter 2h                        | text 2h 2h28.999s                       | yes W1, 3 left
enter 0s, enter 1h, enter 2h, enter 3h              | text 3h 3h1s 3h28s                      | no W3 window.closed
enter 0s, enter 1h, enter 2h, enter 3h, enter 4h    | text 4h1s                               | no W3 window.closed
enter 0s, enter 1h, enter 2h, enter 13h59m59s       | text 13h59m59s                          | no W3 window.closed
enter 0s, enter 1h, enter 2h, enter 14h             | text 14h 14h28.999s                     | yes W1, 3 left
enter 0s, enter 1h, enter 2h, enter 14h1s           | text 14h1s 14h29s                       | yes W1, 3 left

# W1 · midnight in Shanghai begins a new day, the hour between grants still counts across it
douyin both, begins 23:00
enter 0s, enter 59m59s                              | text 59m59s 60m 60m28s                  | no W3 window.closed
enter 0s, enter 60m                                 | text 60m 60m28.999s                     | yes W1, 3 left
enter 59m59s                                        | text 60m 60m27.999s                     | yes W1, 3 left
enter 59m59s                                        | text 60m28s                             | no W3 window.closed
enter 59m59s, enter 60m1s                           | text 60m1s 60m27.999s                   | yes W1, 3 left
enter 59m59s, enter 60m1s                           | text 60m28s 60m29s                      | no W3 window.closed

# W1 · three grants before midnight do not take from the day after
douyin both, begins 21:00
enter 0s, enter 1h, enter 2h, enter 2h59m59s        | text 2h59m59s                           | no W3 window.closed
enter 0s, enter 1h, enter 2h, enter 3h              | text 3h 3h28.999s                       | yes W1, 3 left
enter 0s, enter 1h, enter 2h, enter 3h1s            | text 3h1s                               | yes W1, 3 left
enter 0s, enter 1h, enter 2h, enter 3h, enter 4h, enter 5h | text 5h 5h28.999s                | yes W1, 3 left
enter 0s, enter 1h, enter 2h, enter 3h, enter 4h, enter 5h, enter 6h | text 6h                | no W3 window.closed

# W2 · the customer spoke: no limit on the number for 24 hours, the last second is left alone (W13)
douyin both, begins 10:00
speak 0s                                            | text 0s 1s 1h 12h 23h59m58s 23h59m58.999s | yes W2
speak 0s                                            | text 23h59m59s 24h 24h1s 48h            | no W3 window.closed
speak 0s, text 1s, text 2s, text 3s, text 4s        | text 5s 23h59m58.999s                   | yes W2
speak 0s, text 1s, text 2s, text 3s, text 4s, text 5s, text 6s, text 7s | text 8s             | yes W2
speak 0s, phone 1s, phone 2s, phone 3s              | text 4s                                 | yes W2
speak 0s, speak 12h                                 | text 24h 35h59m58.999s                  | yes W2
speak 0s, speak 12h                                 | text 35h59m59s 36h                      | no W3 window.closed
speak 0s                                            | lead-card 1s                            | no C1 capability.not-sendable

# W1 and W2 · a reply spares the entry's grant; a closing reply window leaves the entry's
douyin both, begins 10:00
enter 0s, speak 5s                                  | text 5s 28s 29s 30s 1h 24h3.999s        | yes W2
enter 0s, speak 5s                                  | text 24h4s 24h5s                        | no W3 window.closed
enter 0s, speak 5s, text 6s, text 7s, text 8s, text 9s | text 10s                             | yes W2
enter 0s, text 1s, text 2s, text 3s, speak 4s       | text 5s                                 | yes W2
speak 0s, enter 23h59m50s                           | text 23h59m58.999s                      | yes W2
speak 0s, enter 23h59m50s                           | text 23h59m59s 24h 24h18.999s           | yes W1, 3 left
speak 0s, enter 23h59m50s                           | text 24h19s 24h20s                      | no W3 window.closed
speak 0s, enter 25h                                 | text 25h 25h28.999s                     | yes W1, 3 left
speak 0s, enter 25h, text 25h1s, text 25h2s, text 25h3s | text 25h4s                          | no W1 window.quota-used

# W3a · the platform's over-use answer closes everything until the customer acts again
douyin both, begins 10:00
speak 0s, overuse 1m                                | text 1m 2m 12h                          | no W3a window.closed-by-platform
speak 0s, overuse 1m                                | text 24h                                | no W3 window.closed
speak 0s, overuse 1m, speak 2m                      | text 2m 24h                             | yes W2
speak 0s, overuse 1m, enter 2m                      | text 2m 3m                              | yes W2
enter 0s, overuse 5s                                | text 6s 28s                             | no W3a window.closed-by-platform
enter 0s, overuse 5s, speak 10s                     | text 10s 1h                             | yes W2

# W4 · the first entry: within 24 hours one text and no more from an account of low weight
xiaohongshu both, begins 10:00
nothing                                             | text 0s 1h                              | no W4 window.closed
enter 0s                                            | text 0s 1s 1h 23h59m58s 23h59m58.999s   | yes W4, 1 left
enter 0s                                            | text 23h59m59s 23h59m59.999s            | no W4 window.closed, next 24h
enter 0s                                            | image 0s 1h 23h59m58s                   | no W4 window.text-first, next 24h
enter 0s                                            | lead-card 1s                            | no W4 window.text-first, next 24h
enter 0s, text 1s                                   | text 2s 1h                              | no W4 window.needs-weight, next 24h
enter 0s, text 1s                                   | image 2s                                | no W4 window.needs-weight, next 24h
enter 0s, phone 1s                                  | text 2s                                 | no W4 window.needs-weight, next 24h
enter 0s                                            | text 24h 24h1s 25h 72h                  | yes W4, 1 left
enter 0s                                            | image 24h 24h1s 48h                     | yes W4, 1 left
enter 0s, text 1s                                   | text 24h 24h1s                          | yes W4, 1 left
enter 0s, text 1s                                   | lead-card 24h                           | yes W4, 1 left
enter 0s, text 1s, text 24h                         | text 24h1s 48h                          | no W4 window.quota-used
enter 0s, text 1s, image 24h1s                      | image 25h                               | no W4 window.quota-used
enter 0s, image 24h                                 | text 24h1s                              | no W4 window.quota-used

# W4 · an account of high weight has a second message of any type
xiaohongshu both, high weight, begins 10:00
enter 0s                                            | text 0s 23h59m58.999s                   | yes W4, 2 left
enter 0s                                            | image 0s 23h59m58s                      | no W4 window.text-first, next 24h
enter 0s, text 1s                                   | text 2s                                 | yes W4, 1 left
enter 0s, text 1s                                   | image 2s 23h59m58.999s                  | yes W4, 1 left
enter 0s, text 1s                                   | lead-card 2s                            | yes W4, 1 left
enter 0s, text 1s                                   | image 23h59m59s                         | no W4 window.closed, next 24h
enter 0s, text 1s, image 2s                         | text 3s 23h59m59s                       | no W4 window.quota-used, next 24h
enter 0s, text 1s, image 2s                         | text 24h                                | yes W4, 1 left
enter 0s, text 1s, image 2s, text 24h               | text 24h1s                              | no W4 window.quota-used

# W4 and W9 · a first text of unknown outcome fills its place, and only a text may follow until an echo proves it
xiaohongshu both, high weight, begins 10:00
enter 0s, text? 1s                                  | text 2s 23h59m58.999s                   | yes W4, 1 left
enter 0s, text? 1s                                  | image 2s 23h59m58.999s                  | no W4 window.text-unproven, next 24h
enter 0s, text? 1s                                  | image 23h59m59s                         | no W4 window.closed, next 24h
enter 0s, text? 1s, proof 2s                        | image 3s                                | yes W4, 1 left
enter 0s, text? 1s, text 2s                         | text 3s, image 3s                       | no W4 window.quota-used, next 24h
enter 0s, text? 1s                                  | image 24h, text 24h                     | yes W4, 1 left
enter 0s, text? 24h                                 | image 24h1s                             | no W4 window.quota-used
enter 0s, text? 1s, speak 2s                        | image 3s                                | yes W6
enter+follow 0s, text? 1s                           | image 2s                                | yes W5
xiaohongshu both, begins 10:00
enter 0s, text? 1s                                  | text 2s, image 2s                       | no W4 window.needs-weight, next 24h

# W4 · once per customer: a message before the entry means no first contact, a second entry changes nothing
xiaohongshu both, begins 10:00
phone 0s, enter 1s                                  | text 2s 1h 25h                          | no W4 window.closed
phone 0s, enter 72h                                 | text 72h1s                              | no W4 window.closed
enter 0s, enter 1h                                  | text 1h                                 | yes W4, 1 left
enter 0s, text 1s, enter 1h                         | text 1h1s                               | no W4 window.needs-weight, next 24h
enter 0s, text 1s, text 24h, enter 48h              | text 48h1s                              | no W4 window.quota-used

# W5 · who follows the account has no limit before speaking
xiaohongshu both, begins 10:00
enter+follow 0s                                     | text 0s 1s 24h 72h                      | yes W5
enter+follow 0s                                     | image 0s 23h59m59s                      | yes W5
enter+follow 0s, text 1s, text 2s, text 3s          | text 4s                                 | yes W5
enter+follow 0s, text 1s, text 2s, text 3s          | lead-card 4s                            | yes W5
phone 0s, enter+follow 1s                           | text 2s                                 | no W4 window.closed
enter 0s, text 1s, enter+follow 1h                  | text 1h                                 | yes W5
enter+follow 0s, text 1s, text 2s, text 3s, text 4s, text 5s, text 6s, text 7s, text 8s, text 24h, enter 25h | text 25h1s | no W4 window.quota-used

# W6 · once the customer spoke there is no limit any more
xiaohongshu both, begins 10:00
speak 0s                                            | text 0s 24h 720h 8760h                  | yes W6
speak 0s                                            | image 0s 24h                            | yes W6
enter 0s, text 1s, speak 2s                         | text 2s 3s                              | yes W6
enter 0s, speak 1s                                  | image 1s                                | yes W6
phone 0s, enter 1s, speak 2s                        | lead-card 3s                            | yes W6
speak 0s, enter 1h                                  | text 1h 720h                            | yes W6

# W1 · who opens the page again and again gets no further grant, and what granted yesterday is not forgotten at midnight
douyin both, begins 22:59
enter 0s, text 1s, text 2s, text 3s, enter 4s, enter 5s, enter 6s, enter 7s, enter 8s, enter 9s, enter 10s, enter 11s, enter 12s, enter 13s, enter 14s | text 15s | no W1 window.quota-used
enter 40s, enter 60m39.999s, enter 61m8.999s        | text 61m9s                              | yes W1, 3 left

# W3 · with the customer's consent one touch a day of at most three messages, within ten minutes, until midnight
douyin both, begins 10:00
consent 0s                                          | text 0s 1h 72h 719h59m58.999s            | yes W3, 3 left
consent 0s                                          | text 719h59m59s 720h                    | no W3 window.closed
consent 0s, text 1h                                 | text 1h1s 1h9m58.999s                   | yes W3, 2 left
consent 0s, text 1h                                 | text 1h9m59s 1h10m 13h59m59s            | no W3 window.quota-used, next 14h
consent 0s, text 1h, text 1h1m, text 1h2m           | text 1h3m 13h59m59.999s                 | no W3 window.quota-used, next 14h
consent 0s, text 1h, text 1h1m, text 1h2m           | text 14h 15h 37h59m59.999s              | yes W3, 3 left
consent 0s, text 13h55m, text 13h59m59s             | text 14h 14h1s                          | yes W3, 3 left
consent 0s, text 719h                               | text 719h11m                            | no W3 window.quota-used
consent 0s, withdraw 1h                             | text 1h 2h                              | no W3 window.closed
consent 0s, withdraw 1h, consent 2h                 | text 2h                                 | yes W3, 3 left
consent 0s, text 1h, withdraw 1h1m, consent 1h2m    | text 1h3m                               | yes W3, 2 left
consent 0s, overuse 1m                              | text 2m 24h                             | no W3a window.closed-by-platform
consent 0s, overuse 1m, consent 2m                  | text 2m 24h                             | yes W3, 3 left
consent 0s, speak 1m, text 2m, text 3m, text 4m     | text 5m                                 | yes W2
consent 0s, speak 1m, text 2m, text 3m, text 4m     | text 24h1m                              | yes W3, 3 left
consent 0s, enter 1m                                | text 1m1s                               | yes W1, 3 left
consent 0s, enter 1m, text 1m1s, text 1m2s, text 1m3s | text 1m4s                             | yes W3, 3 left

# W7 · an intent comment: within a day one text that quotes it, of an account with ¥3,000 of ad spend
xiaohongshu both, begins 10:00
comment 0s                                          | text+quote 0s 1h 23h59m58.999s          | yes W7, 1 left
comment 0s                                          | text+quote 23h59m59s 24h                | no W4 window.closed
comment 0s                                          | text 1s                                 | no W4 window.closed
comment 0s                                          | image+quote 1s                          | no W7 window.text-only
comment 0s, text+quote 1m                           | text+quote 2m                           | no W7 window.quota-used
comment 0s, text+quote 1m, comment 2m               | text+quote 3m                           | yes W7, 1 left
comment 0s, text+quote 1m, speak 2m                 | text+quote 3m, text 3m                  | yes W6
comment 0s, text+quote 1m, enter 2m                 | text 3m                                 | no W4 window.closed
enter 0s, comment 1s, text+quote 2s                 | text 3s                                 | yes W4, 1 left
enter 0s, text 1s, comment 2s                       | text+quote 3s                           | yes W7, 1 left
comment 0s, overuse 1m                              | text+quote 2m                           | no W3a window.closed-by-platform
comment 0s, overuse 1m, comment 2m                  | text+quote 3m                           | yes W7, 1 left
xiaohongshu both, spend 2999, begins 10:00
comment 0s                                          | text+quote 1s                           | no A3 account.spend-gate
xiaohongshu both, spend 3000, begins 10:00
comment 0s                                          | text+quote 1s                           | yes W7, 1 left

# W3a · the platform's word closes Xiaohongshu's windows as well
xiaohongshu both, begins 10:00
speak 0s, overuse 1m                                | text 2m 720h                            | no W3a window.closed-by-platform
speak 0s, overuse 1m, speak 2m                      | text 2m                                 | yes W6
enter 0s, overuse 1s                                | text 2s 24h                             | no W3a window.closed-by-platform

# A3 · a staff account needs ¥1,000 of ad spend in 30 days, an enterprise account none
xiaohongshu staff, spend 999, begins 10:00
speak 0s                                            | text 1s                                 | no A3 account.spend-gate
enter+follow 0s                                     | text 1s                                 | no A3 account.spend-gate
xiaohongshu staff, spend 1000, begins 10:00
speak 0s                                            | text 1s                                 | yes W6
xiaohongshu enterprise, spend 0, begins 10:00
speak 0s                                            | text 1s                                 | yes W6

# C1, C2 · what each account may send, with the window open
douyin enterprise, begins 10:00
speak 0s | text 1s, image 1s, basic-emoji 1s, phone-collect-card 1s                                       | yes W2
speak 0s | video 1s, link 1s, gif-emoji 1s, name-card 1s, landing-page 1s, note 1s, lead-card 1s, trade-card 1s | no C1 capability.not-sendable
douyin staff, begins 10:00
speak 0s | text 1s                                                                                        | yes W2
speak 0s | image 1s, basic-emoji 1s                                                                       | no C1 capability.needs-mutual-follow
speak 0s | video 1s, link 1s, gif-emoji 1s, phone-collect-card 1s, name-card 1s, landing-page 1s, note 1s, lead-card 1s, trade-card 1s | no C1 capability.not-sendable
douyin staff, mutual follow, begins 10:00
speak 0s | text 1s, image 1s, basic-emoji 1s                                                              | yes W2
speak 0s | video 1s, link 1s, gif-emoji 1s, phone-collect-card 1s, name-card 1s, landing-page 1s, note 1s, lead-card 1s, trade-card 1s | no C1 capability.not-sendable
xiaohongshu both, begins 10:00
speak 0s | text 1s, image 1s, video 1s, basic-emoji 1s, name-card 1s, landing-page 1s, note 1s, lead-card 1s, trade-card 1s | yes W6
speak 0s | link 1s, gif-emoji 1s, phone-collect-card 1s                                                   | no C1 capability.not-sendable
`;
