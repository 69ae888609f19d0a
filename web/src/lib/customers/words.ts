import type { JobView, Stage } from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import { figure } from '../words/time.ts';
import { reasonWords } from '../words/words.ts';

export const stageName = (stage: Stage | 'none'): string =>
  ({
    'new-friend': m.stage_new_friend,
    trust: m.stage_trust,
    deal: m.stage_deal,
    repurchase: m.stage_repurchase,
    referral: m.stage_referral,
    none: m.stage_none,
  })[stage]();

/** What a job does, in words. */
export function jobName({ task }: Pick<JobView, 'task'>): string {
  switch (task.kind) {
    case 'tag': {
      const { add, remove } = task;
      if (remove.length === 0) return m.job_tag_add({ tags: add.join('、') });
      return add.length === 0
        ? m.job_tag_remove({ tags: remove.join('、') })
        : m.job_tag_both({ add: add.join('、'), remove: remove.join('、') });
    }
    case 'remark':
      return m.job_remark();
    case 'stage':
      return m.job_stage({ stage: stageName(task.stage ?? 'none') });
    case 'export':
      return m.job_export();
    case 'replace-tag':
      return task.by === undefined
        ? m.job_tag_deleted({ tag: task.tag })
        : m.job_tag_replaced({ tag: task.tag, by: task.by });
    case 'sync-cards':
      return m.job_sync_cards();
    case 'count-sources':
      return m.job_count_sources();
    case 'undo':
      return m.job_undo();
  }
}

/** How far a job is, or how it ended, with figures. */
export function jobProgress(job: JobView, locale: string): string {
  const n = (value: number): string => figure(value, locale);
  const { total, done, changed, kept, failed } = job.counts;
  if (job.stopping && (job.state === 'running' || job.state === 'collecting')) return m.job_stopping();
  const isOver = job.state === 'done' || job.state === 'cancelled' || job.state === 'failed';
  if (isOver && job.task.kind === 'sync-cards') return syncedWords(job);
  switch (job.state) {
    case 'collecting':
      return m.job_collecting({ count: n(total) });
    case 'running':
      return m.job_running({ done: n(done), total: n(total) });
    case 'failed':
      return reasonWords(job.failure ?? 'internal');
    case 'cancelled':
      return m.job_cancelled({ changed: n(changed) });
    case 'done':
      if (job.task.kind === 'export') return m.job_exported({ count: n(kept) });
      return [
        m.job_changed({ count: n(changed) }),
        ...(kept > 0 ? [m.job_kept({ count: n(kept) })] : []),
        ...(failed > 0 ? [m.job_failed({ count: n(failed) })] : []),
      ].join(' · ');
  }
}

/** How a sync of all accounts' cards ended: its counts are of accounts (M3). */
export function syncedWords({ state, failure, counts: { changed, kept, failed } }: JobView): string {
  const synced = changed + kept;
  return [
    ...(state === 'failed' ? [m.platform_materials_sync_broken({ reason: reasonWords(failure ?? 'internal') })] : []),
    ...(state === 'cancelled' ? [m.platform_materials_sync_stopped()] : []),
    ...(synced > 0 || (failed === 0 && state === 'done') ? [m.platform_materials_synced({ count: synced })] : []),
    ...(failed > 0 ? [m.platform_materials_sync_failed({ count: failed })] : []),
  ].join(' · ');
}
