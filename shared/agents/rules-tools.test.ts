import { describe, expect, test } from 'vitest';
import type { MaterialOffer } from './rules-materials.ts';
import { judgeToolCall, TOOLS, toolsFor } from './rules-tools.ts';

const possible = { leadCard: 'possible' as const };
const judged = (name: string, input: unknown = {}) => judgeToolCall({ id: 't1', name, input }, possible);

describe('SEC19: a fixed list, checked, without ids', () => {
  test('no tool takes an id', () => {
    const arguments_ = TOOLS.flatMap((tool) => Object.keys(tool.inputSchema.properties));
    expect(arguments_).toEqual(['tag', 'reason']);
    expect(TOOLS.map((tool) => tool.name)).toEqual(['send_lead_card', 'set_tag', 'hand_over']);
  });

  test.each(['transfer_money', 'set_price', 'send_message', 'refund', '__proto__', 'constructor', ''])(
    '%s is ignored',
    (name) => {
      expect(judged(name, { conversationId: 'another' })).toMatchObject({ kind: 'ignored', code: 'tool.unknown' });
    },
  );

  test('foreign ids in arguments change nothing', () => {
    expect(judged('send_lead_card', { conversationId: 'other', tenantId: 'other', cardId: 'x' })).toMatchObject({
      action: { kind: 'send-lead-card' },
    });
  });

  test.each([
    [{}],
    [null],
    ['x'],
    [{ tag: 7 }],
    [{ tag: '' }],
    [{ tag: ' \u200B ' }],
    [{ tag: '长'.repeat(31) }],
    [{ tag: ['a'] }],
    [{ tag: '13812348000' }],
  ])('bad tag %j is ignored', (input) => {
    expect(judged('set_tag', input)).toMatchObject({ kind: 'ignored', code: 'tool.bad-input' });
  });

  test('a tag is cleaned', () => {
    expect(judged('set_tag', { tag: ' 老房\u200B翻新 ' })).toMatchObject({
      action: { kind: 'set-tag', tag: '老房翻新' },
    });
  });

  test('a malformed reason still reaches a person, without the words of the model', () => {
    expect(judged('hand_over', { reason: '客户说他叫王五' })).toMatchObject({
      action: { kind: 'hand-over', reason: 'other' },
    });
    expect(judged('hand_over', { reason: 'refund' })).toMatchObject({
      action: { kind: 'hand-over', reason: 'refund' },
    });
  });
});

test.each(['contact-known', 'already-sent', 'not-sendable'] as const)('a lead card is refused when %s', (leadCard) => {
  expect(judgeToolCall({ id: 't1', name: 'send_lead_card', input: {} }, { leadCard })).toMatchObject({
    kind: 'ignored',
    code: 'tool.not-now',
  });
});

test('K2, G4: where the tenant opened groups to them, AI employees set those tags and no others', () => {
  const call = (tag: string) => ({ id: 't1', name: 'set_tag', input: { tag } });
  const facts = { leadCard: 'possible' as const, tags: ['老房', '急'] };
  expect(judgeToolCall(call('急'), facts)).toMatchObject({ kind: 'action', action: { kind: 'set-tag', tag: '急' } });
  expect(judgeToolCall(call('别墅'), facts)).toMatchObject({ kind: 'ignored', code: 'tool.not-now' });
  expect(judgeToolCall(call('别墅'), { leadCard: 'possible' })).toMatchObject({ kind: 'action' });
  const offered = toolsFor({ tags: ['老房', '急'] }).find(({ name }) => name === 'set_tag');
  expect(offered?.inputSchema.properties.tag?.enum).toEqual(['老房', '急']);
  expect(toolsFor({ tags: [] }).map(({ name }) => name)).not.toContain('set_tag');
  expect(toolsFor({})).toBe(TOOLS);
});

describe('G4: materials that the supervisor chose', () => {
  const offer = (key: string, state: MaterialOffer['state'] = 'possible'): MaterialOffer => ({
    key,
    name: '案例图',
    when: '客户想看案例，电话 13812348000',
    messages: 1,
    state,
  });
  const facts = { leadCard: 'possible' as const, materials: [offer('m1'), offer('m2', 'already-sent')] };
  const call = (input: unknown, materials = facts.materials) =>
    judgeToolCall({ id: 't1', name: 'send_material', input }, { ...facts, materials });

  test('are listed by keys of ours, with numbers masked (SEC17); without any there is no such tool', () => {
    const tool = toolsFor(facts).find(({ name }) => name === 'send_material');
    expect(tool?.inputSchema.properties.material?.enum).toEqual(['m1', 'm2']);
    expect(tool?.description).toContain('m1「案例图」：客户想看案例，电话 〔手机号〕');
    expect(tool?.description).not.toContain('13812348000');
    expect(toolsFor({ materials: [] })).toBe(TOOLS);
  });

  test('one that may go now is granted', () => {
    expect(call({ material: 'm1' })).toMatchObject({
      kind: 'action',
      action: { kind: 'send-material', material: 'm1' },
    });
  });

  test.each([
    [{ material: 'm3' }],
    [{ material: '01ANOTHERTENANTSMATERIAL01' }],
    [{ material: ['m1'] }],
    [{ material: { key: 'm1' } }],
    [{ materialId: 'm1' }],
    [{ material: 'toString' }],
    [{}],
    [null],
  ])('F50, SEC19: %j names nothing that was offered', (input) => {
    expect(call(input)).toMatchObject({ kind: 'ignored', code: 'tool.not-now' });
  });

  test('what was just sent, or cannot go now, is refused with a reason', () => {
    expect(call({ material: 'm2' })).toMatchObject({ code: 'tool.not-now', text: '未发送：这份素材刚发过。' });
    expect(call({ material: 'm1' }, [offer('m1', 'not-sendable')])).toMatchObject({
      code: 'tool.not-now',
      text: '未发送：现在不能发这份素材，请用文字回复。',
    });
  });

  test('an agent that may send nothing has no such tool', () => {
    expect(call({ material: 'm1' }, [])).toMatchObject({ kind: 'ignored', code: 'tool.unknown' });
  });
});
