import { createRandom } from './random.ts';
import { ACCOUNTS, CUSTOMERS } from './scene.ts';

/** What people do in a run. Made from the seed before anything happens, so that a failing run can be made smaller. */

export type OperationKind =
  | 'enter'
  | 'say'
  | 'say-phone'
  | 'fill-card'
  | 'phone-app'
  | 'operator'
  | 'operator-image'
  | 'send-later'
  | 'snooze'
  | 'take-over'
  | 'hand-back'
  | 'mark-read'
  | 'recalled'
  | 'recall'
  | 'cancel'
  | 'release'
  | 'comment'
  | 'answer-comment'
  | 'consent'
  | 'withdraw'
  | 'touch'
  | 'browse'
  | 'redrive';

export interface Operation {
  /** Place in the list the seed made: names the operation when others were dropped. */
  readonly at: number;
  readonly atMs: number;
  readonly kind: OperationKind;
  /** Which account of the scene, which of its customers. */
  readonly account: number;
  readonly customer: number;
}

const WEIGHTS: readonly (readonly [OperationKind, number])[] = [
  ['enter', 18],
  ['say', 34],
  ['say-phone', 3],
  ['fill-card', 4],
  ['phone-app', 4],
  ['operator', 15],
  ['operator-image', 3],
  ['send-later', 4],
  ['snooze', 3],
  ['take-over', 5],
  ['hand-back', 5],
  ['mark-read', 3],
  ['recalled', 2],
  ['recall', 3],
  ['cancel', 6],
  ['release', 2],
  ['comment', 4],
  ['answer-comment', 5],
  ['consent', 4],
  ['withdraw', 1],
  ['touch', 3],
  ['browse', 3],
  ['redrive', 2],
];
const TOTAL = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);

function drawKind(lot: number): OperationKind {
  let left = lot;
  for (const [kind, weight] of WEIGHTS) {
    left -= weight;
    if (left <= 0) return kind;
  }
  return 'say';
}

/** Mostly people type; at times they are away for minutes, hours, a day. */
function gapMs(random: ReturnType<typeof createRandom>): number {
  const kind = random.next();
  if (kind < 0.62) return random.between(50, 6_000);
  if (kind < 0.84) return random.between(6_000, 40_000);
  if (kind < 0.95) return random.between(40_000, 1_200_000);
  return kind < 0.985 ? random.between(1_200_000, 5 * 3_600_000) : random.between(5 * 3_600_000, 25 * 3_600_000);
}

export function operationsOf(seed: number, count: number): readonly Operation[] {
  const random = createRandom(seed, 'operations');
  const list: Operation[] = [];
  let [atMs, account, customer] = [1_000, random.between(0, ACCOUNTS - 1), random.between(0, CUSTOMERS - 1)];
  for (let at = 0; at < count; at++) {
    atMs += gapMs(random);
    // People stay with a thread for a while: that is where things meet.
    if (random.chance(0.3)) [account, customer] = [random.between(0, ACCOUNTS - 1), random.between(0, CUSTOMERS - 1)];
    const kind = drawKind(random.between(1, TOTAL));
    list.push({ at, atMs, kind, account, customer });
  }
  return list;
}
