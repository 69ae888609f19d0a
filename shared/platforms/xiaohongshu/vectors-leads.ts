/** Pushes of leads: sealed (E16), and those that come in clear by another address (E17, E18). */

const LEAD = {
  id: 90317722,
  type: 0,
  time: '2026-01-05 10:20:31',
  red_id: '94820177315',
  nick_name: '小鹿想换车',
  area: '浙江 杭州',
  leads_tag: '留客资',
  phone_num: '13800000000',
  wechat: '',
  remark: '',
  source: '留资组件',
  ad_account: '极光汽车-聚光01',
  info_status: '已留资',
  auto_recognize: '否',
  note_link: 'https://www.xiaohongshu.com/explore/66a1b2c3000000001e03f5d7',
  campaign_id: 10438821,
  campaign_name: 'E5-客资-信息流',
  unit_id: 20917733,
  unit_name: 'E5-25-40岁',
  creativity_id: -1,
  creativity_name: '',
  msg_receive_name: '极光汽车-小林顾问',
  msg_receive_id: '61d0a9b70000000002023f4e',
  link_id: '',
  link_name: '',
  open_talk: '是',
  staff_name: '林晓',
  staff_labels: ['华东', '直营'],
  staff_country: '中国',
  staff_province: '浙江',
  staff_city: '杭州',
  ext_info: '',
} as const;

export const SEALED_LEAD = {
  id: 'E16',
  push: {
    content:
      '7Bcrq2PHgLgBzVlcGa1F8w==~split~zD6/F6GLot8quToKQ9kKbOdprEG44RTFFXf/I7qPLtL0jBpy1vVE2Rf6ikMc+0vGlfxU0JdHRECJwkAD9TxnvKxZ/NFnA3FqfMraPPgUiio+fMa9ahKfN0QlIjAeIaUoOR/sYbZNrlGrNlfRASN7/8ZbZ0ooF1FXJjrjuJXkJ05U2RhlG2Y5axq56wAEz+3RKT+AdSUJW8Qe2v6RHcxJQmwqgJQAstfmMz6dz8Ki3mTi3r4c6swbGLZGzeBXZWGdFdY+gxbLrGFfD0iVx8thsbGt2cScQ8S2a/fvzDC1ZP8eqyUfDUsI4OxNbwJNHy+0BUs7bsU3smgwgLfw58w/0L3Hx+tEdYgJItSuGC4veFe2uAxN13EaPRwxiSvi+mkSN/Ga2mWUQwCsE6lDbbyet0sZiwWdGgy2HQLz/gHCeggs4rKBFfRCSGJuUt84z7IxOrhbyFN1nC25zsRkOH5E6YavbaAoUK+DSt/i9vN/w8Z3VUhUyNLO2jnHqo4Owz3j8U6WIxfsoPvc55YOd1SAoUtKDe6+bzZpctqMp9bFeLVL3amy+TxNJ4k7URFveY1zXYwc5LcEU4cSzZ2NOOlcm5UtrTs2/VqkZnPRRgjOmyPi0WDhvhMawcVBetmsjyffvBey1NIYOaiHHoMz4kTQrO1zcD4FcaOUE7IsPgc/ps+aDI3/H4r6SAXAU2UxNqPGhG5uAdxMN8+K097l7iSFy7GXy9AXO5oSrRaNsNeXwiZ8Ss5CquV5Ddhm4AGz9Gmx1102+V1pCHZTQhvhupPqP5MduHerN5XKC9LvilIZZtFvXlrEOdWxACmaltThD1Upj6Ikvzz6RP+zk/c4EwEtN9skHe8KBxe6Y03ZAOVxTU3mktC8MzKiPEzXqn9m1SyT6TpEOqEXtzXuO4NN/70nNESILpYgfygyJWF+qlifeR3tKAy2nvwlc60XnBRbG+aIqYWkyxcSHGFrivBpTCvMli+FYE/FO9TcMGUEJcWiO+rXA+nGGEfN5DSFPU+Zqf3ZTDcNm/8Yf+trQFJSJOeh4dfOFykWzeqVcQS2aXG63xJELgg7O2QqbDrExxg9Xb/h',
  },
  plain: LEAD,
} as const;

export const LEAD_PUSHES = [
  {
    id: 'E17',
    push: {
      data: LEAD,
      timestamp: 1767579631000,
      source: '小红书',
    },
  },
  {
    id: 'E17',
    push: {
      data: { ...LEAD, type: 2, creativity_id: 31105598, creativity_name: '提车视频-A' },
      timestamp: 1767579723000,
      source: '小红书',
    },
  },
  {
    id: 'E18',
    push: {
      data: {
        landing_page_id: 5518820,
        url: 'https://landing.example/e5',
        submitted_time: '2026-01-05 10:24:02',
        source_channel: '聚光广告',
        account_id: '7204418',
        account_name: '极光汽车-聚光01',
        campaign_id: 10438821,
        campaign_name: 'E5-客资-信息流',
        unit_id: 20917733,
        unit_name: 'E5-25-40岁',
        creative_id: 31105598,
        leads_id: 'lf-88120043',
        keyword: '',
        data: [
          { label: '姓名', value: '周女士' },
          { label: '手机号', value: '13800000000' },
          { label: '意向车型', value: 'E5' },
        ],
      },
      timestamp: 1767579842000,
      source: '小红书',
    },
  },
] as const;
