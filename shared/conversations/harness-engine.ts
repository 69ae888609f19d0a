import type { Candidate, Standing, WindowFacts } from './model-rules.ts';
import { RulePack } from './pack-schema.ts';
import { NO_FACTS } from './rules-facts.ts';
import { judge } from './rules-windows.ts';

/** For tests of the engine: a morning, an account, a text, and what is asked about them. */

/** 2026-03-02 10:00 in Shanghai. */
export const NOW = 1_772_416_800_000;

export const DAY = 86_400_000;

export const STANDING: Standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 5_000, mutualFollow: false };

export const TEXT: Candidate = { contentType: 'text', sender: 'operator' };

export const facts = (change: Partial<WindowFacts>): WindowFacts => ({ ...NO_FACTS, ...change });

export const asked = (pack: RulePack, known: WindowFacts, candidate = TEXT, nowMs = NOW, standing = STANDING) =>
  judge(pack, standing, known, candidate, nowMs);

export const withWindow = (pack: RulePack, grant: string, change: object): RulePack =>
  RulePack.parse({
    ...pack,
    windows: pack.windows.map((window) => (window.grant === grant ? { ...window, ...change } : window)),
  });
