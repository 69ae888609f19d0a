import { type Http, HttpFailure, type HttpRequest } from '../runtime/ports.ts';
import type { GatePass, PassedMessage } from './gate-pass.ts';
import type { SendRequest } from './platform.ts';

/** Answers of a platform in tests: a body, `{ status, text }`, or a connection that fails (`not-sent`, `cut`). */
export type Scripted = object | string;

/** An HTTP port that gives the scripted answers in turn and keeps what was asked. */
export function scriptedHttp(...script: readonly Scripted[]): { http: Http; requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  const http: Http = async (request) => {
    const next = script[requests.length] ?? {};
    requests.push(request);
    if (next === 'not-sent') throw new HttpFailure('not-sent', 'refused');
    if (next === 'cut') throw new HttpFailure('unknown', 'reset');
    if (typeof next === 'object' && 'status' in next && 'text' in next) {
      return { status: Number(next.status), headers: {}, text: String(next.text) };
    }
    return { status: 200, headers: {}, text: typeof next === 'string' ? next : JSON.stringify(next) };
  };
  return { http, requests };
}

/** A send of a text; the test makes the pass for it, because only the gate makes one elsewhere (W10). */
export function sendRequest(
  issue: (message: PassedMessage) => GatePass,
  over: Partial<Omit<SendRequest, 'pass'>> = {},
): SendRequest {
  return passed(issue, {
    access: { accessToken: 'act.fake', accountPlatformId: 'account-1' },
    customerPlatformId: 'customer-1',
    body: { type: 'text', text: '您好,稍等为您查询。' },
    replyRef: { messageRef: '@msg', conversationRef: '@conv' },
    occasion: 'reply',
    requestId: '01K0000000000000000000MSG1',
    ...over,
  });
}

/** A request with the pass that the gate would give it. */
export function passed(issue: (message: PassedMessage) => GatePass, request: Omit<SendRequest, 'pass'>): SendRequest {
  const { customerPlatformId, body, requestId: messageId } = request;
  const of = { tenantId: 't', conversationId: 'c', messageId, sender: 'operator', customerPlatformId, body } as const;
  return { ...request, pass: issue(of) };
}
