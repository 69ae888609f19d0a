/** What the platforms answer to calls, made from the reference documents as their pushes are. */

export const ANSWERS = {
  douyin: {
    sent: (id: string) => ({ msg_id: id, err_no: 0, data: { error_code: 0 } }),
    refused: (code: number) => ({ err_no: code, err_msg: 'refused', data: { error_code: code, description: 'no' } }),
    codes: {
      window: 28003070,
      token: 28001008,
      business: 28001007,
      busy: 28003018,
      banned: 28001016,
      unsure: 28001005,
    },
    token: (access: string, refresh: string) => ({
      data: {
        access_token: access,
        expires_in: 1_296_000,
        refresh_token: refresh,
        refresh_expires_in: 2_592_000,
        error_code: 0,
      },
    }),
  },
  xiaohongshu: {
    sent: (id: string) => ({ code: 0, success: true, msg: 'ok', data: { message_id: id } }),
    refused: (code: number) => ({ code, success: false, msg: XIAOHONGSHU_WORDS[code] ?? '参数错误' }),
    codes: { window: 500001, token: 410019, business: 500002, busy: 500003, banned: 500004, unsure: 500005 },
    token: (access: string, refresh: string, account: string) => ({
      code: 0,
      success: true,
      data: {
        access_token: access,
        access_token_expires_in: 604_800,
        refresh_token: refresh,
        refresh_token_expires_in: 2_592_000,
        user_id: account,
        platform_type: 3,
      },
    }),
  },
} as const;

const XIAOHONGSHU_WORDS: Readonly<Record<number, string>> = {
  500001: '用户未回复，发送条数已达上限',
  500003: '操作频繁',
  500004: '账号封禁',
  500005: '系统异常，请稍后',
};
