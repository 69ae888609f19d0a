import { randomHex } from '../core/ids.ts';
import { json, type Reply } from '../http/reply.ts';

/**
 * Codes of the send interfaces are not public; tools recognise the class by the words. 410019 and 410010 are real;
 * numbers from 990001 are placeholders that never come from the platform.
 */
export const REFUSAL = {
  tokenWrong: { code: 410019, msg: 'access_token错误' },
  refreshRefused: { code: 410010, msg: 'refresh_token错误' },
  window: { code: 990001, msg: '对方未回复，开口前的消息已达上限' },
  notBound: { code: 990002, msg: '账号未绑定该客服工具' },
  content: { code: 990003, msg: '内容违规，含站外引流信息' },
  type: { code: 990004, msg: '不支持的消息类型' },
  material: { code: 990005, msg: '物料不存在或未过审核' },
  recipient: { code: 990006, msg: '用户已注销' },
  rate: { code: 990007, msg: '操作过于频繁，请求被限流' },
  busy: { code: 990008, msg: '系统异常，请稍后重试' },
  duplicate: { code: 990009, msg: 'request_id重复' },
  recallExpired: { code: 990010, msg: '消息已超时，不能撤回' },
  parameter: { code: 990011, msg: '参数错误' },
  scope: { code: 990012, msg: '应用无权限' },
  revoked: { code: 990013, msg: '授权失效，请重新授权' },
  barred: { code: 990014, msg: '账号已被封禁' },
} as const;
export type Refused = { readonly code: number; readonly msg: string };

const traceId = (): string => `tr-${randomHex(8)}`;

export const ok = (data: unknown): Reply => json({ code: 0, success: true, msg: '成功', data, request_id: traceId() });

/** Business failures come with HTTP 200. */
export const refusal = (refused: Refused, data: unknown = null): Reply =>
  json({ code: refused.code, success: false, msg: refused.msg, data, request_id: traceId() });

/** Message ids as they are seen: `im-` and digits. */
export const messageId = (): string =>
  `im-${BigInt(`0x${randomHex(14)}`)
    .toString()
    .padStart(17, '0')}`;
