import type { HttpAnswer } from '../../functions/webhooks/request.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Observer } from './observer.ts';
import type { Push } from './platform-wire.ts';
import type { Outcome, Sim, Worker } from './worker.ts';

/** How a platform delivers: late, twice, in any order, again until it hears a 200. */

export interface Pushed {
  readonly account: string;
  readonly id: string;
  readonly kind: 'entered' | 'spoke' | 'echo' | 'other';
  /** Forged or broken: must never be stored. */
  readonly untrusted?: boolean;
}

type Deliver = (push: Push) => Promise<Outcome<HttpAnswer>>;
const RETRY_MS = [2_000, 10_000, 30_000, 60_000, 120_000, 300_000, 300_000, 300_000, 300_000, 300_000];

export function createDelivery(sim: Sim, observer: Observer, elsewhere: Elsewhere, deliver: Deliver) {
  const { timeline, chaos, random, situations } = sim;
  let open = 0;

  const attempt = async (push: Push, about: Pushed, times: number): Promise<void> => {
    const outcome = await deliver(about.untrusted ? push : elsewhere.signed(push));
    const status = outcome.ok ? outcome.value.statusCode : 599;
    const isStored = observer.isStored(about.account, about.id);
    if (about.untrusted) {
      if (isStored) sim.violate('INV1', `${about.id} was never signed and is stored`);
      if (status >= 500 && outcome.ok) sim.violate('INV1', 'bad input is answered 5xx');
      situations.reach('webhook-forged');
      open -= 1;
      return;
    }
    if (status >= 200 && status < 300 && !isStored)
      sim.violate('INV1', `${about.kind} ${about.id} is acknowledged and not stored`);
    const isAcked = status >= 200 && status < 300;
    if (status === 401) elsewhere.refusedPush();
    if (status === 413) situations.reach('webhook-too-large');
    const isLost = isAcked && chaos.strikes('F8', 'E4');
    if (isAcked && times > 0) situations.reach('webhook-failed-then-stored');
    if (isLost) situations.reach('webhook-after-lost-200');
    const waitMs = RETRY_MS[times];
    if ((isAcked && !isLost) || waitMs === undefined) {
      open -= 1;
      return;
    }
    await timeline.sleep(waitMs);
    await attempt(push, about, times + 1);
  };

  const start = (push: Push, about: Pushed, delayMs: number): void => {
    open += 1;
    timeline.after(delayMs, () => void attempt(push, about, 0));
  };

  return {
    open: () => open,
    push(push: Push, about: Pushed): void {
      let delayMs = random.between(10, 250);
      if (chaos.strikes('F3', 'E1')) delayMs += random.between(500, 6_000);
      if (chaos.strikes('F4', 'E1')) delayMs += random.between(10_000, 660_000);
      if (about.kind === 'entered' && chaos.strikes('F7', 'E1')) {
        if (random.chance(0.3)) return;
        delayMs += random.between(1_000, 40_000);
        situations.reach('entry-after-speech');
      }
      start(push, about, delayMs);
      if (chaos.strikes('F1', 'E2')) {
        situations.reach('webhook-repeated');
        for (let more = random.between(1, 5); more > 0; more--) start(push, about, delayMs + random.between(0, 5_000));
      }
      if (chaos.strikes('F2', 'E2')) {
        const headers = { ...push.headers, 'msg-id': `m-${random.between(2, 99)}` };
        start({ ...push, headers }, about, delayMs + random.between(0, 60_000));
      }
      if (chaos.strikes('F10', 'E1'))
        start(forged(push, random.between(0, 2)), { ...about, id: `${about.id}X`, untrusted: true }, delayMs);
      if (chaos.strikes('F9', 'E1'))
        start(broken(push, random.between(0, 3)), { ...about, id: 'none', untrusted: true }, delayMs);
    },
  };
}
export type Delivery = ReturnType<typeof createDelivery>;

/** Another id (or more, where it has none) under the old signature, no signature, or a body made longer. */
function forged(push: Push, how: number): Push {
  const renamed = push.body.replace(/(server_message_id\\":\\"|message_id":")([a-z0-9-]+)/, '$1$2X');
  const body = renamed === push.body ? `${push.body} ` : renamed;
  if (push.platform === 'xiaohongshu') return { ...push, body: body.replace(/~split~..../, '~split~AAAA') };
  if (how === 0) return { ...push, body };
  if (how === 1) return { ...push, body, headers: {} };
  return { ...push, body: `${push.body}\u0080${body}` };
}

function broken(push: Push, how: number): Push {
  if (how === 0) return { ...push, body: push.body.slice(0, push.body.length >> 1) };
  if (how === 1) return { ...push, body: '['.repeat(5_000) };
  if (how === 2) return { ...push, body: 'x'.repeat(300_000) };
  return { ...push, body: '' };
}

export const httpEventOf = (push: Push, requestId: string) => ({
  version: '2.0',
  rawPath: `/webhooks/${push.platform}${push.path}`,
  headers: push.headers,
  requestContext: { http: { method: 'POST' }, requestId },
  body: push.body,
  isBase64Encoded: false,
});

/** E4: the answer's own way back. */
export const answering = (worker: Worker, handle: () => Promise<unknown>) => async (): Promise<HttpAnswer> => {
  // The webhooks function answers nothing else.
  const answer = (await handle()) as HttpAnswer;
  await worker.effect('E4', 8, () => undefined);
  return answer;
};
