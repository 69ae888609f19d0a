import { GatePass } from '../gate-pass.ts';
import type { AccessGrant, PlatformClient, SendOutcome } from '../platform.ts';
import { tokenFault } from '../token-fault.ts';
import { listCards, listStaff, type StaffList } from './cards.ts';
import { callGateway, type GatewayResult, type XiaohongshuDeps } from './gateway.ts';
import { type BindRequest, createXiaohongshuOauth } from './oauth.ts';
import { contentOf, requestUuid, sendBody, speakerFields } from './outgoing.ts';
import { CALLS, SendData } from './wire-calls.ts';

const NOT_SENT_RETRY_MS = 1_000;

export interface XiaohongshuClient extends PlatformClient {
  /** A1, second step: the page where the operator binds the account to this tool. */
  bindUrl(request: BindRequest): string;
  /** @throws {Unavailable} */
  listStaff(access: AccessGrant): Promise<StaffList>;
}

/**
 * Xiaohongshu behind the platform port. One attempt a call. A repeated send carries the same request id, but that the
 * platform heeds it is assumed: an unknown outcome stays unknown here (W9).
 */
export function createXiaohongshuClient(deps: XiaohongshuDeps): XiaohongshuClient {
  return {
    platform: 'xiaohongshu',
    ...createXiaohongshuOauth(deps),
    listCards: (access) => listCards(deps, access),
    listStaff: (access) => listStaff(deps, access),

    async send(request) {
      GatePass.demand(request);
      const message = contentOf(request, deps.media);
      if ('fault' in message) return { kind: 'failed', class: 'rejected', code: message.fault };
      const result = await callGateway(deps, CALLS.send, sendBody(deps, request, message), request.access);
      return sendOutcome(result, requestUuid(request.requestId));
    },

    async recall(access, { platformMessageId, customerPlatformId }) {
      const result = await callGateway(
        deps,
        CALLS.recall,
        {
          ...speakerFields(access),
          request_id: requestUuid(`recall|${platformMessageId}`),
          ...(customerPlatformId === undefined ? {} : { to_user_id: customerPlatformId }),
          message_id: platformMessageId,
          timestamp: deps.clock.now(),
        },
        access,
      );
      if (result.kind === 'accepted') return { kind: 'recalled' };
      const fault = result.kind === 'refused' ? tokenFault(result.refusal) : {};
      return { kind: 'failed', code: result.kind === 'not-sent' ? 'http.not-sent' : result.code, ...fault };
    },
  };
}

function sendOutcome(result: GatewayResult, requestId: string): SendOutcome {
  switch (result.kind) {
    case 'not-sent':
      return { kind: 'failed', class: 'throttled', code: 'http.not-sent', retryAfterMs: NOT_SENT_RETRY_MS };
    case 'unknown':
      return { kind: 'unknown', code: result.code };
    case 'refused': {
      const { refusal, code, detail, data } = result;
      if (refusal.kind === 'unknown') {
        // A repeated request id that names its message: the attempt before was accepted.
        const earlier = SendData.safeParse(data).data;
        return earlier ? { kind: 'sent', platformMessageId: earlier.message_id } : { kind: 'unknown', code };
      }
      return { ...refusal, code, ...(detail ? { detail } : {}) };
    }
    case 'accepted':
      // ASSUMED A-20 (wire-calls.ts): without a message id the request id names the message until its echo comes.
      return { kind: 'sent', platformMessageId: SendData.safeParse(result.data).data?.message_id ?? requestId };
  }
}
