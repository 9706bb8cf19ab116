/** Emoji that are offered while one writes; the system's own picker has the rest. A screen reader knows their names. */
export const EMOJI_TO_WRITE: readonly string[] =
  '😀 😄 😁 😅 😂 🤣 🙂 😉 😊 😍 😘 😜 🤪 🤗 🤔 🤨 😐 😏 🙄 😬 😴 😷 🤒 🤯 😎 🤓 😕 😮 😳 🥺 😢 😭 😤 😡 😱 🥳 🤝 👍 👎 👌 👏 🙌 🙏 💪 👋 ✌️ 🤞 👀 ❤️ 🧡 💛 💚 💙 💜 💔 💯 🎉 🎂 🎁 ☕ 🍕 🍎 🍻 🌞 🌧️ ⭐ 🔥 💡 ✅ ❌ ❓ ❗ ⏰ 📅 📌 📎 📈 💻 🔒 🚀'.split(
    ' ',
  )
