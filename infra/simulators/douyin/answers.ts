import { randomHex } from '../core/ids.ts';
import { json, type Reply } from '../http/reply.ts';

/** Codes of the private-message interfaces, with words of our own. */
export const CODE = {
  ok: 0,
  busy: 28001005,
  badParameter: 28001007,
  tokenInvalid: 28001003,
  tokenExpired: 28001008,
  notAuthorised: 28001012,
  noCapability: 28001014,
  tokenOfAnother: 28001015,
  unknownPath: 28001017,
  contentRefused: 28001038,
  tooFrequent: 28003018,
  quotaUsed: 28003070,
  replyTooLate: 28003080,
  entryTooLate: 28003081,
  mismatch: 28003082,
  autoReplyActive: 28003095,
  customerBanned: 28003101,
  notCertified: 28029003,
  senderBarred: 28029004,
} as const;

const WORDS: Readonly<Record<number, string>> = {
  28001003: 'access_token is invalid',
  28001005: 'system busy',
  28001007: 'invalid parameter',
  28001008: 'access_token expired',
  28001012: 'the user has not authorised this interface',
  28001014: 'the application or account lacks this capability',
  28001015: 'access_token does not belong to open_id',
  28001017: 'unknown path',
  28001038: 'the content is not allowed',
  28003018: 'requests are too frequent',
  28003070: 'the sending allowance is used up',
  28003080: 'the message replied to is older than 24 hours',
  28003081: 'the entry replied to is too old',
  28003082: 'msg_id, conversation and receiver do not match',
  28003095: 'an automatic reply policy is active',
  28003101: 'the user is banned',
  28029003: 'the sender is neither certified nor staff',
  28029004: 'the sender may not send',
};

export const logId = (): string => randomHex(34).toUpperCase();

const extra = (code: number, nowMs: number): Record<string, unknown> => ({
  error_code: code,
  description: WORDS[code] ?? '',
  sub_error_code: 0,
  sub_description: '',
  logid: logId(),
  now: Math.floor(nowMs / 1000),
});

/** The usual success: `data` and `extra` beside the call's own fields. */
export const success = (nowMs: number, fields: Record<string, unknown> = {}): Reply =>
  json({ ...fields, data: { error_code: 0, description: '' }, extra: extra(0, nowMs) });

/** A refusal with HTTP 200. Allowance codes come in the short form that real answers show; others in the long one. */
export const failure = (code: number, nowMs: number, detail?: string): Reply => {
  const words = detail ?? WORDS[code] ?? 'refused';
  if (code === CODE.quotaUsed) return json({ err_no: code, err_msg: words, log_id: logId() });
  return json({ extra: { ...extra(code, nowMs), description: words }, data: { error_code: code, description: words } });
};

/** The form of recall and media calls. */
export const short = (code: number, fields: Record<string, unknown> = {}): Reply =>
  json({ err_no: code, err_msg: code === 0 ? '' : (WORDS[code] ?? 'refused'), log_id: logId(), ...fields });

/** The form of the OAuth calls: the code inside `data`. */
export const oauth = (data: Record<string, unknown>): Reply =>
  json({
    data: { captcha: '', desc_url: '', description: '', error_code: 0, log_id: logId(), ...data },
    message: data.error_code ? 'error' : 'success',
  });

export const oauthError = (code: number, description: string): Reply => oauth({ error_code: code, description });

/** Ids of messages and conversations: 64 characters of Base64 behind an at sign, as opaque as the real ones. */
export const opaqueId = (): string => `@${Buffer.from(randomHex(96), 'hex').toString('base64')}`;
