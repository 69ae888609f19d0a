/** Xiaohongshu’s windows at their edges. Read as boundary-cases.ts says. */
export const XIAOHONGSHU_BOUNDARIES = `
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
xiaohongshu both, begins 10:00
speak 0s | text 1s, image 1s, video 1s, basic-emoji 1s, name-card 1s, landing-page 1s, note 1s, lead-card 1s, trade-card 1s | yes W6
speak 0s | link 1s, gif-emoji 1s, phone-collect-card 1s                                                   | no C1 capability.not-sendable

# W4 · text, card, third: the first two of an account of high weight, then nothing before the 24 hours are over
xiaohongshu both, high weight, begins 10:00
enter 0s, text 1s, lead-card 2s                     | text 3s, image 3s, lead-card 3s         | no W4 window.quota-used, next 24h
enter 0s, text 1s, lead-card 2s                     | text 24h, lead-card 24h                 | yes W4, 1 left
enter 0s, text 1s, lead-card 2s, image 24h          | text 24h1s, lead-card 48h               | no W4 window.quota-used

# T1, W4 · the first entry starts the welcome message: one text, two from an account of high weight; a prior message means none
xiaohongshu both, begins 10:00
enter 0s                                            | welcome 0s 1h                           | yes, 1 text
phone 0s, enter 1s                                  | welcome 1s                              | no
speak 0s, enter 1s                                  | welcome 1s                              | no
enter 0s, enter 1h                                  | welcome 1h                              | no
comment 0s, text+quote 1m, enter 2m                 | welcome 2m                              | no
xiaohongshu both, high weight, begins 10:00
enter 0s                                            | welcome 0s 23h59m58s                    | yes, 2 texts
phone 0s, enter 1s                                  | welcome 1s                              | no
xiaohongshu both, begins 10:00
enter+follow 0s                                     | welcome 0s                              | yes, 2 texts

# Recall · within two minutes
xiaohongshu both, begins 10:00
speak 0s, text 0s                                   | recall 0s 1m59s 1m59.999s               | yes
speak 0s, text 0s                                   | recall 2m 2m1s 1h                       | no recall.too-late
`;
