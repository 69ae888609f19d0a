import { GatePass } from '../gate-pass.ts';
import type { AccessGrant, PlatformClient, SendOutcome } from '../platform.ts';
import { type CallResult, callPlatform } from '../platform-call.ts';
import { notListed, tokenFault } from '../token-fault.ts';
import { listMessageCards } from './components.ts';
import { createDouyinImages } from './images.ts';
import { createDouyinOauth, type DouyinDeps } from './oauth.ts';
import { contentOf, sendBody } from './outgoing.ts';
import {
  CALL_TIMEOUT_MS,
  CALLS,
  CARD_PASSED,
  CardsAnswer,
  CONVERSATION_TYPE_PRIVATE,
  SendAnswer,
  TOKEN_HEADER,
} from './wire-calls.ts';
import { codeIn, meaningOf } from './wire-codes.ts';

const NOT_SENT_RETRY_MS = 1_000;

/**
 * Douyin behind the platform port. Every call is one attempt with its own time limit. A send whose outcome nobody knows
 * is `unknown` and never repeated here: Douyin has no idempotency key, only the echo proves it (W9).
 */
export function createDouyinClient(deps: DouyinDeps): PlatformClient {
  const call = (method: 'GET' | 'POST', path: string, access: AccessGrant, body?: object): Promise<CallResult> =>
    callPlatform(deps.http, {
      method,
      url: `${deps.baseUrl}${path}?open_id=${encodeURIComponent(access.accountPlatformId)}`,
      headers: { [TOKEN_HEADER]: access.accessToken, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      timeoutMs: CALL_TIMEOUT_MS,
    });

  const images = createDouyinImages(deps);
  return {
    platform: 'douyin',
    ...createDouyinOauth(deps),

    async send(request) {
      GatePass.demand(request);
      const ready = await images.withMediaId(request);
      if ('failure' in ready) return ready.failure;
      const message = contentOf(ready);
      const outgoing = 'fault' in message ? message : sendBody(request, message.content);
      if ('fault' in outgoing) return { kind: 'failed', class: 'rejected', code: outgoing.fault };
      return sendOutcome(await call('POST', CALLS.send, request.access, outgoing.content));
    },

    async recall(access, { platformMessageId, replyRef }) {
      if (replyRef?.conversationRef === undefined) return { kind: 'failed', code: 'reply.no-conversation' };
      const result = await call('POST', CALLS.recall, access, {
        conversation_id: replyRef.conversationRef,
        conversation_type: CONVERSATION_TYPE_PRIVATE,
        msg_id: platformMessageId,
      });
      if (result.kind !== 'answered')
        return { kind: 'failed', code: result.kind === 'unknown' ? result.code : 'http.not-sent' };
      const failure = codeIn(result.value);
      if (failure) return { kind: 'failed', code: String(failure.code), ...tokenFault(meaningOf(failure.code)) };
      return result.status < 300 ? { kind: 'recalled' } : { kind: 'failed', code: `http.${result.status}` };
    },

    /** Only cards that passed review may be sent. @throws {Unavailable} when the platform does not list them. */
    async listCards(access) {
      const result = await call('GET', CALLS.cards, access);
      const failure = result.kind === 'answered' ? codeIn(result.value) : undefined;
      const answer = result.kind === 'answered' && !failure ? CardsAnswer.safeParse(result.value).data : undefined;
      if (!answer) {
        const meaning = failure && meaningOf(failure.code);
        throw notListed('douyin.cards', `cards cannot be listed: ${failure?.code ?? result.kind}`, meaning);
      }
      const passed = answer.cards.filter(({ status }) => status === CARD_PASSED);
      const cards = passed.map(({ card_id: id, title }) => ({ id, card: 'phone-collect-card' as const, title }));
      if (!deps.leadComponents) return { cards, complete: true };
      return { cards, ...(await listMessageCards((path, body) => call('POST', path, access, body))) };
    },
  };
}

function sendOutcome(result: CallResult): SendOutcome {
  if (result.kind === 'not-sent') {
    return { kind: 'failed', class: 'throttled', code: 'http.not-sent', retryAfterMs: NOT_SENT_RETRY_MS };
  }
  if (result.kind === 'unknown') return { kind: 'unknown', code: result.code };
  const failure = codeIn(result.value);
  if (failure) {
    const meaning = meaningOf(failure.code);
    if (meaning.kind === 'unknown') return { kind: 'unknown', code: String(failure.code) };
    return { ...meaning, code: String(failure.code), ...(failure.detail ? { detail: failure.detail } : {}) };
  }
  if (result.status === 429) {
    return {
      kind: 'failed',
      class: 'throttled',
      code: 'http.429',
      overuse: 'application',
      retryAfterMs: result.retryAfterMs ?? NOT_SENT_RETRY_MS,
    };
  }
  if (result.status >= 400) return { kind: 'failed', class: 'rejected', code: `http.${result.status}` };
  const sent = SendAnswer.safeParse(result.value).data;
  const platformMessageId = sent?.msg_id || sent?.msg_list?.[0];
  // Success without an id is none: an echo must prove it.
  return platformMessageId ? { kind: 'sent', platformMessageId } : { kind: 'unknown', code: 'answer.no-message-id' };
}
