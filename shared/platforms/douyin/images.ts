import { createHash } from 'node:crypto';
import type { MessageBody } from '../../conversations/model.ts';
import type { SendOutcome, SendRequest } from '../platform.ts';
import { type CallResult, callPlatform } from '../platform-call.ts';
import type { DouyinDeps } from './oauth.ts';
import {
  CALLS,
  CLIENT_TOKEN_LIFE_MS,
  ClientTokenAnswer,
  IMAGE_FIELD,
  IMAGE_ID_LIFE_MS,
  IMAGE_TIMEOUT_MS,
  TOKEN_HEADER,
  UploadAnswer,
} from './wire-calls.ts';
import { codeIn, meaningOf } from './wire-codes.ts';

type Sent = Pick<SendRequest, 'body' | 'pass'>;
type Failure = Extract<SendOutcome, { kind: 'failed' }>;
type Found = { readonly value: string } | { readonly failure: Failure };
type Image = Extract<MessageBody, { type: 'image' }>;

const RETRY_MS = 2_000;
const MAX_KNOWN = 500;
/** Nothing was sent yet: the message waits and is tried again until its deadline. */
const later = (code: string): Found => ({
  failure: { kind: 'failed', class: 'throttled', code, retryAfterMs: RETRY_MS },
});
const never = (code: string): Found => ({ failure: { kind: 'failed', class: 'rejected', code } });

/**
 * Images of ours on their way to Douyin: its messages name an image by the id that an upload answered. Ids are remembered
 * for a day by the instance that uploaded; another one uploads again, which changes nothing for the customer.
 */
export function createDouyinImages(deps: DouyinDeps) {
  const known = new Map<string, { readonly id: string; readonly untilMs: number }>();
  let token: { readonly value: string; readonly untilMs: number } | undefined;

  const clientToken = async (): Promise<Found> => {
    if (token && deps.clock.now() < token.untilMs) return { value: token.value };
    const { clientKey, clientSecret } = deps.secrets;
    const answer = answerOf(
      await callPlatform(deps.http, {
        method: 'POST',
        url: deps.baseUrl + CALLS.clientToken,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_key: clientKey, client_secret: clientSecret, grant_type: 'client_credential' }),
        timeoutMs: IMAGE_TIMEOUT_MS,
      }),
    );
    if ('failure' in answer) return answer;
    const value = ClientTokenAnswer.safeParse(answer.value).data?.data.access_token;
    if (value === undefined) return later('image.no-client-token');
    token = { value, untilMs: deps.clock.now() + CLIENT_TOKEN_LIFE_MS };
    return { value };
  };

  const upload = async (tenantId: string, objectId: string): Promise<Found> => {
    const bytes = await deps.media?.read(tenantId, objectId).catch(() => 'unreadable' as const);
    if (bytes === 'unreadable') return later('image.unreadable');
    if (!bytes) return never('image.gone');
    const authorized = await clientToken();
    if ('failure' in authorized) return authorized;
    const form = multipart(bytes);
    const result = await callPlatform(deps.http, {
      method: 'POST',
      url: deps.baseUrl + CALLS.upload,
      headers: { [TOKEN_HEADER]: authorized.value, 'content-type': form.contentType },
      bytes: form.bytes,
      timeoutMs: IMAGE_TIMEOUT_MS,
    });
    const answer = answerOf(result);
    if ('failure' in answer) {
      if (answer.failure.class === 'authorization') token = undefined;
      // The application's token, not the account's: nobody has to authorise anew because of it.
      return answer.failure.class === 'rejected' ? answer : later(answer.failure.code);
    }
    const parsed = UploadAnswer.safeParse(answer.value).data;
    const id = parsed?.image_id ?? parsed?.data?.image_id;
    return id === undefined ? later('image.no-id') : { value: id };
  };

  const idOf = async (tenantId: string, objectId: string): Promise<Found> => {
    const name = `${tenantId}/${objectId}`;
    const found = known.get(name);
    if (found && deps.clock.now() < found.untilMs) return { value: found.id };
    const uploaded = await upload(tenantId, objectId);
    if ('failure' in uploaded) return uploaded;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(name, { id: uploaded.value, untilMs: deps.clock.now() + IMAGE_ID_LIFE_MS });
    return uploaded;
  };

  return {
    /** The message with Douyin's id of its image; anything else as it is. An upload is no send: its failures spend nothing. */
    async withMediaId<S extends Sent>(request: S): Promise<S | { readonly failure: Failure }> {
      const { body, pass } = request;
      if (body.type !== 'image' || body.objectId === undefined || body.mediaId !== undefined) return request;
      const found = await idOf(pass.tenantId, body.objectId);
      if ('failure' in found) return found;
      const ready: Image = { ...body, mediaId: found.value };
      return { ...request, body: ready };
    },
  };
}

function answerOf(result: CallResult): { readonly value: unknown } | { readonly failure: Failure } {
  if (result.kind === 'not-sent') return { failure: failure('throttled', 'http.not-sent') };
  if (result.kind === 'unknown') return { failure: failure('throttled', result.code) };
  const refused = codeIn(result.value);
  if (refused) {
    const meaning = meaningOf(refused.code);
    return { failure: failure(meaning.kind === 'failed' ? meaning.class : 'throttled', String(refused.code)) };
  }
  if (result.status === 429 || result.status >= 500) return { failure: failure('throttled', `http.${result.status}`) };
  return result.status >= 400 ? { failure: failure('rejected', `http.${result.status}`) } : { value: result.value };
}

const failure = (kind: Failure['class'], code: string): Failure => ({
  kind: 'failed',
  class: kind,
  code,
  ...(kind === 'throttled' ? { retryAfterMs: RETRY_MS } : {}),
});

/** One file in one field. The boundary comes from the bytes, so it is nowhere in them by chance. */
function multipart(file: Uint8Array): { readonly contentType: string; readonly bytes: Uint8Array } {
  const boundary = `miaohong-${createHash('sha256').update(file).digest('hex').slice(0, 40)}`;
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${IMAGE_FIELD}"; filename="${IMAGE_FIELD}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
