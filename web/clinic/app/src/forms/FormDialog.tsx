import { Button, Group, Modal } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import type { FormEventHandler, ReactNode } from 'react';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useDialogs, useWindows } from '../dialogs/dialogs.tsx';
import { focusFirst } from '../keyboard/focus.ts';
import classes from './FormDialog.module.css';
import { phoneWidth } from '../app/responsive.ts';
import { NewerRecordAlert, type NewerRecord } from './NewerRecord.tsx';
import { Problem } from './Problem.tsx';
import { submitByKeyboard } from './submitByKeyboard.ts';
import { problemOf, typedIn } from './useTypedForm.ts';
import { useUnsavedText } from './useUnsavedText.ts';

export interface FormDialogProps<Values extends Record<string, unknown>> {
  title: string;
  /** What the person has typed and not saved is never thrown away without a question. */
  form: UseFormReturnType<Values>;
  /** What is typed beside the form's own values. */
  typedBeside?: object;
  /** What has become of the record meanwhile. */
  newer: Pick<NewerRecord<object>, 'changed' | 'adopt' | 'keep'>;
  onSubmit: FormEventHandler<HTMLFormElement>;
  /** At the start of the last line: removals and other rare actions. */
  extraActions?: ReactNode;
  /** False for a record that can only be read. */
  canSave?: boolean | undefined;
  wide?: boolean | undefined;
  children: ReactNode;
}

/** A form over the page, the whole screen on a phone. Ctrl+Enter saves from any field. */
export function FormDialog<Values extends Record<string, unknown>>({
  title,
  form,
  typedBeside,
  newer,
  onSubmit,
  extraActions,
  canSave = true,
  wide,
  children,
}: FormDialogProps<Values>) {
  const { actions } = useMessages();
  const { leave } = useDialogs();
  const asked = useWindows().question !== null;
  const phone = useMediaQuery(phoneWidth) ?? false;
  const typed = canSave ? typedIn(form) : null;
  useUnsavedText(typed && { ...typed, ...typedBeside });
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
          <NewerRecordAlert newer={newer} />
          <Problem text={problemOf(form)} />
          {children}
        </div>
        <Group className={classes.foot} gap="xs">
          {extraActions}
          <Group gap="xs" ml="auto" wrap="nowrap">
            <Button variant="default" onClick={() => leave()}>
              {canSave ? actions.cancel : actions.close}
            </Button>
            {canSave && <Button type="submit">{actions.save}</Button>}
          </Group>
        </Group>
      </form>
    </Modal>
  );
}
