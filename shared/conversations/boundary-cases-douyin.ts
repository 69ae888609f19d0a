/** Douyin’s windows at their edges. Read as boundary-cases.ts says. */
export const DOUYIN_BOUNDARIES = `
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

# T1 · a page entry that grants starts the welcome message: all of its three texts, or as many as are left
douyin both, begins 10:00
enter 0s                                            | welcome 0s 1s 28.9s                     | yes, 3 texts
enter 0s                                            | welcome 29s 30s                         | no
enter 0s, enter 59m59s                              | welcome 59m59s                          | no
enter 0s, enter 60m                                 | welcome 60m                             | yes, 3 texts
enter 0s, enter 1h, enter 2h, enter 3h              | welcome 3h                              | no
speak 0s, enter 1h                                  | welcome 1h                              | no
speak 0s, enter 25h                                 | welcome 25h                             | yes, 3 texts

# Recall · Douyin names no limit: the platform is asked
douyin both, begins 10:00
speak 0s, text 0s                                   | recall 1m59s 2m 2m1s 24h                | yes
`;
