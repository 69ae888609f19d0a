import { expect, test } from 'vitest';
import { agentStateOf, ownershipStep } from './agent-state.ts';

const facts = { agentMode: 'full-auto', agentThinking: false } as const;
const NOW_MS = 1_000_000;

test('G2: a hand-over outweighs a pause, and only a person ends it', () => {
  const state = agentStateOf(
    { ...facts, handedOver: { reason: 'model.failed', atMs: 1 }, agentPausedUntilMs: NOW_MS + 1 },
    NOW_MS,
  );
  expect(state.kind).toBe('handed-over');
  expect(ownershipStep(state, 'full-auto')).toBe('hand-back');
});

test('G2: a pause ends at its instant', () => {
  expect(agentStateOf({ ...facts, agentPausedUntilMs: NOW_MS + 1 }, NOW_MS)).toEqual({
    kind: 'paused',
    untilMs: NOW_MS + 1,
  });
  expect(agentStateOf({ ...facts, agentPausedUntilMs: NOW_MS }, NOW_MS)).toEqual({ kind: 'answering' });
});

test('an agent that is off is neither taken over nor handed back to', () => {
  const state = agentStateOf({ ...facts, agentMode: 'off', agentThinking: true }, NOW_MS);
  expect(state.kind).toBe('off');
  expect(ownershipStep(state, 'off')).toBe('none');
});

test('thinking and assisting can be taken over', () => {
  expect(agentStateOf({ ...facts, agentThinking: true }, NOW_MS).kind).toBe('thinking');
  expect(agentStateOf({ ...facts, agentMode: 'assist' }, NOW_MS).kind).toBe('assist');
  expect(ownershipStep({ kind: 'thinking' }, 'full-auto')).toBe('take-over');
});
