import { describe, expect, test } from 'vitest';
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
  const offered = toolsFor(['老房', '急']).find(({ name }) => name === 'set_tag');
  expect(offered?.inputSchema.properties.tag?.enum).toEqual(['老房', '急']);
  expect(toolsFor([]).map(({ name }) => name)).not.toContain('set_tag');
  expect(toolsFor(undefined)).toBe(TOOLS);
});
