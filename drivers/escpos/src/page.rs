//! Code pages: which byte a letter is, and which letters there are. What a page lacks becomes its nearest letter.
//!
//! A page has a name that is the same everywhere and a number that is each model's own (`1B 74 n`); the number here
//! is the one most models use. Source: P3.

use fiscus_sdk::paper::{ASCII, Letters};

/// Where a page has no letter.
const NONE: char = '\u{fffd}';

/// A code page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    /// Its name, in small letters.
    pub(crate) name: &'static str,
    /// The number most models give it.
    pub(crate) number: u8,
    /// The letters it has.
    pub(crate) letters: Letters,
    /// The letters of the bytes from 80.
    high: &'static str,
}

macro_rules! pages {
    ($($page:ident, $name:literal, $number:literal, $high:literal;)*) => {
        $(const $page: &str = $high;)*
        /// Every page.
        pub(crate) const PAGES: &[Page] = &[
            Page { name: "ascii", number: 0, letters: ASCII, high: "" },
            $(Page {
                name: $name,
                number: $number,
                letters: Letters::kept_by(|c| c != NONE && $page.contains(c)),
                high: $page,
            },)*
        ];
    };
}

pages! {
    CP437, "cp437", 0, "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
         └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■�";
    CP850, "cp850", 2, "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
         └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´�±‗¾¶§÷¸°¨·¹³²■�";
    CP860, "cp860", 3, "ÇüéâãàÁçêÊèÍÔìÃÂÉÀÈôõòÚùÌÕÜ¢£Ù₧ÓáíóúñÑªº¿Ò¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
         └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■�";
    CP863, "cp863", 4, "ÇüéâÂà¶çêëèïî‗À§ÉÈÊôËÏûù¤ÔÜ¢£ÙÛƒ¦´óú¨¸³¯Î⌐¬½¼¾«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
         └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■�";
    CP865, "cp865", 5, "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒáíóúñÑªº¿⌐¬½¼¡«¤░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
         └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■�";
    CP1252, "cp1252", 16, "€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ�¡¢£¤¥¦§¨©ª«¬�®¯°±²³´µ¶·¸¹º»¼½¾¿\
         ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";
    CP866, "cp866", 17, "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
         └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■�";
    CP852, "cp852", 18, "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
         └┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´�˝˛ˇ˘§÷¸°¨˙űŘř■�";
    CP858, "cp858", 19, "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
         └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´�±‗¾¶§÷¸°¨·¹³²■�";
    CP775, "cp775", 33, "ĆüéāäģåćłēŖŗīŹÄÅÉæÆōöĢ¢ŚśÖÜø£Ø×¤ĀĪóŻżź”¦©®¬½¼Ł«»░▒▓│┤ĄČĘĖ╣║╗╝ĮŠ┐\
         └┴┬├─┼ŲŪ╚╔╩╦╠═╬Žąčęėįšųūž┘┌█▄▌▐▀ÓßŌŃõÕµńĶķĻļņĒŅ’�±“¾¶§÷„°∙·¹³²■�";
    CP1251, "cp1251", 46, "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—�™љ›њќћџ�ЎўЈ¤Ґ¦§Ё©Є«¬�®Ї°±Ііґµ¶·ё№є»јЅѕї\
         АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";
    CP1257, "cp1257", 51, "€�‚�„…†‡�‰�‹�¨ˇ¸�‘’“”•–—�™�›�¯˛���¢£¤�¦§Ø©Ŗ«¬�®Æ°±²³´µ¶·ø¹ŗ»¼½¾æ\
         ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙";
}

impl Page {
    /// The page of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Page> {
        PAGES.iter().find(|page| page.name == name)
    }

    /// The page most models have under this number.
    pub(crate) fn numbered(number: u8) -> &'static Page {
        PAGES.iter().rev().find(|page| page.number == number).unwrap_or(&PAGES[0])
    }

    /// The bytes of a text that was made printable with [`Page::letters`].
    pub(crate) fn bytes(&self, text: &str) -> Vec<u8> {
        text.chars()
            .map(|c| match u8::try_from(c) {
                Ok(byte @ b' '..=b'~') => byte,
                _ => (0x80..=0xff).zip(self.high.chars()).find(|(_, high)| *high == c).map_or(b'?', |(byte, _)| byte),
            })
            .collect()
    }

    /// The letter of a byte.
    pub(crate) fn letter(&self, byte: u8) -> char {
        match byte {
            0x80.. => self.high.chars().nth(usize::from(byte - 0x80)).unwrap_or(NONE),
            byte => char::from(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_letter_or_none_for_every_byte() {
        for page in PAGES.iter().filter(|page| page.name != "ascii") {
            assert_eq!(page.high.chars().count(), 128, "{}", page.name);
            for byte in 0x80..=0xff {
                let letter = page.letter(byte);
                if letter != NONE {
                    let text = letter.to_string();
                    assert_eq!(page.letters.printable(&text), text, "{}", page.name);
                    assert_eq!(page.letter(page.bytes(&text)[0]), letter, "{}", page.name);
                }
            }
        }
    }

    /// G9: what a page lacks is written with what it has.
    #[test]
    fn letters_are_kept_or_become_their_nearest() {
        for (name, text, printed) in [
            ("cp858", "è €5 õ ã ñ š", "è €5 õ ã ñ s"),
            ("cp437", "è €5 õ ã ñ š", "è EUR5 o a ñ s"),
            ("cp860", "è €5 õ ã ñ š", "è EUR5 õ ã ñ s"),
            ("cp1257", "è €5 õ ã ñ š", "e €5 õ a n š"),
            ("cp775", "è €5 õ ã ñ š", "e EUR5 õ a n š"),
            ("ascii", "è €5 õ ã ñ š", "e EUR5 o a n s"),
        ] {
            let page = Page::named(name).expect("a page");
            let made = page.letters.printable(text);
            assert_eq!(made, printed, "{name}");
            assert_eq!(page.bytes(&made).iter().map(|byte| page.letter(*byte)).collect::<String>(), printed, "{name}");
        }
        assert_eq!(Page::named("cp858").expect("a page").bytes("€"), [0xd5]);
        assert_eq!(
            (Page::numbered(19).name, Page::numbered(0).name, Page::numbered(200).name),
            ("cp858", "cp437", "ascii")
        );
    }
}
