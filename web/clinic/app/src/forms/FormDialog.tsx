import { Button, Group, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { FormEventHandler, KeyboardEvent, ReactNode } from 'react';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useDialogs, useWindows } from '../dialogs/dialogs.tsx';
import { focusFirst } from '../keyboard/focus.ts';
import classes from './FormDialog.module.css';
import { phoneWidth } from '../app/responsive.ts';
import { Problem } from './Problem.tsx';
import { useUnsavedText } from './useUnsavedText.ts';

export interface FormDialogProps {
  title: string;
  onSubmit: FormEventHandler<HTMLFormElement>;
  /** What the person has typed and not saved; null: nothing. It is never thrown away without a question. */
  typed: object | null;
  /** What the server has found wrong that no field shows. */
  problem: string | null;
  /** At the start of the last line: removals and other rare actions. */
  extraActions?: ReactNode;
  /** False for a record that can only be read. */
  canSave?: boolean | undefined;
  wide?: boolean | undefined;
  children: ReactNode;
}

/** A form over the page, the whole screen on a phone. Ctrl+Enter saves from any field. */
export function FormDialog({
  title,
  onSubmit,
  typed,
  problem,
  extraActions,
  canSave = true,
  wide,
  children,
}: FormDialogProps) {
  const { actions } = useMessages();
  const { leave } = useDialogs();
  const asked = useWindows().question !== null;
  const phone = useMediaQuery(phoneWidth) ?? false;
  useUnsavedText(canSave ? typed : null);
  return (
    <Modal
      opened
      onClose={() => leave()}
      closeOnEscape={!asked}
      closeOnClickOutside={!asked}
      title={title}
      size={wide ? '42rem' : '32rem'}
      fullScreen={phone}
      closeButtonProps={{ 'aria-label': actions.close }}
      classNames={{
        title: classes.title,
        content: classes.content,
        body: classes.body,
        header: classes.header,
      }}
    >
      <form
        ref={focusFirst}
        className={classes.form}
        noValidate
        onSubmit={onSubmit}
        onKeyDown={submitByKeyboard}
      >
        <div className={classes.fields}>
          <Problem text={problem} />
          {children}
        </div>
        <Group className={classes.foot} gap="xs">
          {extraActions}
          <Button variant="default" ml="auto" onClick={() => leave()}>
            {canSave ? actions.cancel : actions.close}
          </Button>
          {canSave && <Button type="submit">{actions.save}</Button>}
        </Group>
      </form>
    </Modal>
  );
}

function submitByKeyboard(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
