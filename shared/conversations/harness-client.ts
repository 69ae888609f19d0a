import type { PlatformClient, SendOutcome, SendRequest } from '../platforms/platform.ts';
import type { Platform } from './model.ts';

export type ScriptedAnswer = SendOutcome | ((request: SendRequest) => Promise<SendOutcome>);

/** A platform that keeps what it is asked to send and answers as scripted; then: sent, with ids p1, p2 … */
export const obedientClient = (platform: Platform, sent: SendRequest[], answers: ScriptedAnswer[]): PlatformClient => ({
  platform,
  send: async (request) => {
    sent.push(request);
    const answer = answers.shift() ?? { kind: 'sent', platformMessageId: `p${sent.length}` };
    return typeof answer === 'function' ? answer(request) : answer;
  },
  recall: async () => ({ kind: 'recalled' }),
  listCards: async () => ({ cards: [], complete: true }),
  authorizeUrl: () => '',
  exchangeCode: async () => ({ kind: 'failed', code: 'none', permanent: true }),
  refresh: async () => ({ kind: 'failed', code: 'none', permanent: true }),
});
