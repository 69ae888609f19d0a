import { describe, expect, test } from 'vitest';
import { type Route, routes } from '../../shared/contracts/routes.ts';
import type { Row } from '../../shared/runtime/row-table.ts';
import { furnished } from './furnished.ts';
import { bodyOf, HELD, pathOf, QUERIES, SENT } from './requests.ts';

/**
 * X1, SEC31: every route that changes something leaves an entry of the audit log, in the transaction of the change
 * (decision 8). Generated from the contracts: a route that is declared tomorrow is asked here by itself. Each is run with
 * a process that dies before its first write, before its second, and so on.
 */

/** Routes that need no entry, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  sendMessage: 'the row of the thread names who wrote it',
  sendMaterial: 'the rows of the thread name who sent them',
  addNote: 'the row of the thread names its author',
  addFollowUp: 'the follow-up names its author, and the timeline shows it',
  updateFollowUp: 'the follow-up names its member, and the timeline who handed it to whom',
  markRead: 'what somebody has seen is no change of anything',
  markUnread: 'what somebody has seen is no change of anything',
  beginAuthorization: 'a one-time state; what comes of it has its entry',
  beginBinding: 'an address; what comes of it has its entry',
  countSources: 'figures that follow from what is stored: nothing that anybody made is changed',
};

/** Routes that the world of these tests has nothing for; their changes go the way of their neighbours'. */
const NOTHING_PLANTED = ['completeAuthorization', 'beginBinding', 'hostStaffAgain'];

const changing = Object.entries<Route>(routes).filter(
  ([, route]) => route.method !== 'GET' && route.permission !== 'public',
);
type World = Awaited<ReturnType<typeof furnished>>;

const isAudit = ({ pk }: Row): boolean => pk.includes('#audit#');
const rowsOf = ({ table }: World, wanted: (row: Row) => boolean) =>
  new Map(table.all().flatMap((row) => (wanted(row) ? [[`${row.pk} ${row.sk}`, JSON.stringify(row)] as const] : [])));
/** Rows that are not as they were, and rows that are gone. */
function changedSince(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

/** Asks once, with a process that makes so many writes and dies. */
async function ask(name: string, route: Route, writesLeft: number) {
  const world = await furnished();
  const [before, entries] = [rowsOf(world, (row) => !isAudit(row)), rowsOf(world, isAudit)];
  world.life.writesLeft = writesLeft;
  const { status } = await world.ask({
    method: route.method,
    path: pathOf(route),
    as: 't1-owner',
    query: QUERIES[name] ?? queryOf(route),
    body: bodyOf(name, route),
  });
  const changed = changedSince(
    before,
    rowsOf(world, (row) => !isAudit(row)),
  );
  const written = rowsOf(world, isAudit).size - entries.size;
  return { status, changed, written, isDead: world.life.writesLeft < 0 };
}

/** Messages are named by id and time. */
const queryOf = (route: Route): Readonly<Record<string, string>> =>
  route.path.includes('{messageId}') ? { placeMs: `${(route.path.endsWith('/recall') ? SENT : HELD).atMs}` } : {};

describe('X1: a change and its entry are written together, whenever the process dies', () => {
  test.each(changing)('%s', async (name, route) => {
    for (let writes = 0; writes < 12; writes += 1) {
      const { changed, written, isDead } = await ask(name, route, writes);
      if (changed.length > 0 && !(name in WITHOUT)) expect(written, `${changed.join()} after ${writes}`).toBe(1);
      if (!isDead) break;
    }
  });
});

test('X1: what needs no entry is what is said above, and nothing else goes without', async () => {
  const silent: string[] = [];
  const untried: string[] = [];
  for (const [name, route] of changing) {
    const { status, changed, written } = await ask(name, route, Number.POSITIVE_INFINITY);
    if (status >= 400) untried.push(name);
    if (changed.length > 0 && written === 0) silent.push(name);
  }
  expect(silent.filter((name) => !(name in WITHOUT))).toEqual([]);
  expect(untried).toEqual(NOTHING_PLANTED);
});
