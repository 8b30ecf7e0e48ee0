import type { ComponentChildren } from 'preact';

/** One of a few, as a row of radio buttons. */
export function Choice<T extends string>(props: {
  readonly legend: string;
  /** The legend is for screen readers alone. */
  readonly bare?: boolean;
  readonly name: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}) {
  return (
    <fieldset class="choice">
      <legend class={props.bare ? 'unseen' : undefined}>{props.legend}</legend>
      <div class="options">
        {props.options.map(([value, text]) => (
          <label key={value} lang={props.name === 'language' ? value : undefined}>
            <input
              type="radio"
              name={props.name}
              checked={value === props.value}
              onChange={() => props.onChange(value)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Something that is on or off; `children` stand under its title. */
export const Switch = (props: {
  readonly title: string;
  readonly on: boolean;
  readonly onToggle: () => void;
  readonly children?: ComponentChildren;
}) => (
  <button
    type="button"
    role="switch"
    class="switch"
    aria-checked={props.on}
    onClick={props.onToggle}
  >
    <span class="name">{props.title}</span>
    {props.children && <span class="details">{props.children}</span>}
    <span class="track" aria-hidden="true" />
  </button>
);

/** A value as JSON; a string as it stands. */
export const Json = (props: { readonly value: unknown }) => (
  <pre>{typeof props.value === 'string' ? props.value : JSON.stringify(props.value, null, 2)}</pre>
);

/** Decoration, on a grid of 20 by 20: whatever it stands on says the same in words. */
export const Icon = (props: { readonly path: string }) => (
  <svg class="glyph" viewBox="0 0 20 20" aria-hidden="true">
    <path d={props.path} />
  </svg>
);

export const COPY =
  'M9 7h5a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zM13 4.5A1.5 1.5 0 0 0 11.5 3H5.5A2 2 0 0 0 3.5 5v6.5A1.5 1.5 0 0 0 5 13';
export const TRASH =
  'M4 6h12M8 6V4.5a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1V6M5.5 6l.7 9a1.5 1.5 0 0 0 1.5 1.4h4.6a1.5 1.5 0 0 0 1.5-1.4l.7-9M8.6 9v4.5M11.4 9v4.5';
export const BELL =
  'M10 3.5a4 4 0 0 0-4 4v2.8L4.8 13h10.4L14 10.3V7.5a4 4 0 0 0-4-4M8.3 15a1.7 1.7 0 0 0 3.4 0';
export const BELL_OFF =
  'M6.3 6.3A4 4 0 0 0 6 7.5v2.8L4.8 13H13M14 10.3V7.5a4 4 0 0 0-6.2-3.3M8.3 15a1.7 1.7 0 0 0 3.4 0M3.5 3.5l13 13';
