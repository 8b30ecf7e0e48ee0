/** A sunset over a river with a bridge. */
export function PostPicture() {
  return (
    <svg
      class="picture"
      viewBox="0 0 300 110"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <defs>
        <linearGradient id="sky" x2="0" y2="1">
          <stop offset="0" stop-color="#3b3a78" />
          <stop offset=".55" stop-color="#d9668b" />
          <stop offset="1" stop-color="#fbb25f" />
        </linearGradient>
        <linearGradient id="water" x2="0" y2="1">
          <stop offset="0" stop-color="#e58a72" />
          <stop offset="1" stop-color="#46396f" />
        </linearGradient>
      </defs>
      <rect width="300" height="76" fill="url(#sky)" />
      <circle cx="196" cy="66" r="18" fill="#ffe3a3" />
      <path
        fill="#4a3a6b"
        d="M0 76V54h14v-8h12v14h10V42h16v20h12v-9h14v13h16v-7h20v9h34v6h152V76zM258 76V56h14v-9h13v17h15v12z"
      />
      <rect y="76" width="300" height="34" fill="url(#water)" />
      <path
        stroke="#2c2650"
        stroke-width="2.5"
        fill="none"
        d="M0 80h300M20 80q30-22 60 0q30-22 60 0q30-22 60 0q30-22 60 0q20-15 40-6M20 80v14M80 80v14M140 80v14M200 80v14M260 80v14"
      />
      <path
        stroke="#ffe3a3"
        stroke-width="2"
        stroke-linecap="round"
        d="M180 90h32M186 97h20M191 104h10"
      />
    </svg>
  );
}
