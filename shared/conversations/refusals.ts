import { RuleViolation } from '../runtime/errors.ts';
import type { SettleStep } from './rules-decision.ts';

/** The gate's refusal as the error that people and applications get: rule, reason and next chance. */
export function refusalOf({ code, trace }: SettleStep): RuleViolation {
  const { verdict, rule } = trace;
  const nextChanceMs = verdict.kind === 'refused' ? verdict.nextChanceMs : undefined;
  return new RuleViolation(code, 'the message may not go now', {
    rule,
    ...(nextChanceMs === undefined ? {} : { nextChanceMs }),
  });
}
