import { Button, Group, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { FormEventHandler, KeyboardEvent, ReactNode } from 'react';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useDialogs } from './dialogs.tsx';
import classes from './FormDialog.module.css';
import { phoneWidth } from './responsive.ts';

export interface FormDialogProps {
  title: string;
  onSubmit: FormEventHandler<HTMLFormElement>;
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
  extraActions,
  canSave = true,
  wide,
  children,
}: FormDialogProps) {
  const { actions } = useMessages();
  const { close } = useDialogs();
  const phone = useMediaQuery(phoneWidth) ?? false;
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      size={wide ? '42rem' : '32rem'}
      fullScreen={phone}
      closeButtonProps={{ 'aria-label': actions.close }}
      classNames={{ title: classes.title, body: classes.body, header: classes.header }}
    >
      <form className={classes.form} noValidate onSubmit={onSubmit} onKeyDown={submitByKeyboard}>
        <div className={classes.fields}>{children}</div>
        <Group className={classes.foot} gap="xs">
          {extraActions}
          <Button variant="default" ml="auto" onClick={close}>
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
