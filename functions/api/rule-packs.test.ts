import { expect, test } from 'vitest';
import { packFor } from '../../shared/conversations/packs.ts';
import { furnished } from './furnished.ts';
import { CONVERSATION_ID } from './requests.ts';

/** Trying a changed pack over the API (W12). */

const NOW_MS = 1_780_000_000_000;

test('W12: the packs in force are told with what is assumed in them', async () => {
  const { ask } = await furnished();
  const answer = await ask({ path: '/rule-packs', as: 't1-operator' });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ items: [{ id: 'douyin-2026-03-01' }, { id: 'xiaohongshu-2026-03-01' }] });
  expect(JSON.stringify(answer.body)).toContain('Integrators report at most 6');
});

test('W12, Z4: a changed pack is run on the past, says what would change and within which bounds, and changes nothing', async () => {
  const { ask, table } = await furnished();
  const path = `/conversations/${CONVERSATION_ID}/messages`;
  for (const number of [1, 2, 3]) {
    const body = { messageId: `operator-message-${number}`, body: { type: 'text', text: `第${number}条` } };
    expect((await ask({ method: 'POST', path, as: 't1-operator', body })).status).toBe(202);
  }
  const before = JSON.stringify(table.all());
  const compare = (pack: object, as = 't1-owner') =>
    ask({ method: 'POST', path: '/rule-packs/comparison', as, body: { pack } });
  const inForce = packFor('douyin', NOW_MS);
  const bounds = { conversationsPerAccount: 50, conversations: 300, rowsPerConversation: 150 };

  const same = await compare({ ...inForce, id: 'same' });
  expect(same).toMatchObject({ status: 200, body: { before: inForce.id, bounds, conversations: 1, examples: [] } });

  // A reply window of a minute: the customer spoke longer ago.
  const windows = inForce.windows.map((window) => (window.grant === 'reply' ? { ...window, lengthMs: 1_000 } : window));
  const shorter = await compare({ ...inForce, id: 'shorter', windows });
  expect(shorter).toMatchObject({
    status: 200,
    body: { nowAllowed: 0, nowRefused: 4, limits: 0 },
  });
  expect(shorter.body).toHaveProperty('examples.0.after.code', 'window.closed');
  // Another tenant has no such past.
  expect((await compare({ ...inForce, id: 'same', windows }, 't2-owner')).body).toMatchObject({
    conversations: 0,
    asked: 0,
  });
  // Only what tries changes nothing: not even a trace of the trying.
  expect(JSON.stringify(table.all())).toBe(before);
});

test('W12: a pack that is none is refused by name of the field', async () => {
  const { ask } = await furnished();
  const pack = { ...packFor('douyin', NOW_MS), marginMs: -1 };
  const answer = await ask({ method: 'POST', path: '/rule-packs/comparison', as: 't1-owner', body: { pack } });
  expect(answer).toMatchObject({ status: 400, body: { error: { field: 'pack.marginMs' } } });
});
