import type { ComponentChildren } from 'preact';

/** A form that returns its values when it is submitted, and resets its fields. */
export const Form = (props: {
  readonly action: string;
  readonly onSubmit: (values: FormData) => void;
  readonly children: ComponentChildren;
}) => (
  <form
    onSubmit={(event) => {
      event.preventDefault();
      props.onSubmit(new FormData(event.currentTarget));
      event.currentTarget.reset();
    }}
  >
    {props.children}
    <button type="submit" class="primary">
      {props.action}
    </button>
  </form>
);

/** A choice of one value, with a label. */
export const Select = (props: {
  readonly name: string;
  readonly label: string;
  readonly options: Iterable<readonly [value: string, text: string]>;
}) => (
  <label>
    {props.label}
    <select name={props.name}>
      {[...props.options].map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

/** A button of a row. Its label names the row for screen readers. */
export const Action = (props: {
  readonly text: string;
  readonly of: string;
  readonly onClick: () => void;
}) => (
  <button type="button" aria-label={`${props.text} ${props.of}`} onClick={props.onClick}>
    {props.text}
  </button>
);
