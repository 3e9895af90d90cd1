/**
 * Ready-made pieces for React (`synchrone/ui`): status, notices, the list of what needs attention, the
 * comparison of a conflict, the queue as a picture, the audit trail. Each works without props, and props
 * override its defaults; French, English and Spanish. They have class names and no style of their own:
 * `synchrone/ui/styles.css` is one, with CSS variables (`--sync-…`) and dark mode.
 *
 * @packageDocumentation
 *
 * @example
 * import { SyncNotices, SyncStatus } from 'synchrone/ui';
 * import 'synchrone/ui/styles.css';
 *
 * const App = () => <><MyApp /><SyncStatus /><SyncNotices /></>;
 */
export { AttentionList, type AttentionListProps } from './attention_list.js';
export { AuditTrail, type AuditTrailProps } from './audit_trail.js';
export { ConflictDialog, type ConflictDialogProps } from './conflict_dialog.js';
export { syncLabels, type SyncLabels } from './labels/index.js';
export { plainDescriber, plainDescriber as defaultDescriber } from './plain_describer.js';
export { pluralizer, type PluralForms } from './labels/plural.js';
export { RowSyncMark, type RowSyncMarkProps } from './row_sync_mark.js';
export { SyncDetails, type SyncDetailsProps } from './sync_details.js';
export { SyncInspector } from './sync_inspector.js';
export { SyncNotices, type SyncNoticesProps } from './sync_notices.js';
export { SyncStatus, type SyncStatusProps } from './sync_status.js';
export type { ChangeCommands, ChangeDescriber, ChangeOutline } from './types.js';
export type { PieceProps, SyncComponentProps } from './use_pieces.js';
