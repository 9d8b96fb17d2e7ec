//! Every sentence in Portuguese, in words that Portugal and Brazil share.

use super::{
    Say,
    word::{after, card_status, date, printable, quantity, state},
};
use fiscus_sdk::{Amount, Language, Reason};

const LANGUAGE: Language = Language::Pt;

/// The sentence for a fault.
pub fn fault(reason: Reason, printer: Option<&str>, code: Option<&str>) -> String {
    let printer = format!("impressora{}", after(" ", printer));
    match reason {
        Reason::PrinterOffline => {
            format!("A {printer} não responde. Verifique se está ligada e conectada e pressione de novo a mesma tecla.")
        }
        Reason::PaperEnd => {
            format!("A {printer} está sem papel. Coloque um rolo novo e pressione de novo a mesma tecla.")
        }
        Reason::CoverOpen => format!("A {printer} está com a tampa aberta. Feche-a e pressione de novo a mesma tecla."),
        Reason::PrinterBusy => {
            format!("A {printer} está ocupada. Aguarde um momento e pressione de novo a mesma tecla.")
        }
        Reason::PrinterError => format!(
            "A {printer} recusou o documento{}. Nada foi impresso. Se acontecer de novo, chame o técnico.",
            after(", código ", code)
        ),
        Reason::PrinterInDoubt => format!(
            "A {printer} tem um documento anterior por resolver. Veja o último recibo dela e resolva primeiro essa operação."
        ),
        Reason::PluginFailed => {
            "O programa de um cartão falhou. Nada foi lançado nem impresso. Chame a assistência.".to_owned()
        }
        Reason::PluginOvertime => {
            "O programa de um cartão demorou demais. Nada foi lançado nem impresso. Tente de novo.".to_owned()
        }
        Reason::LedgerUnavailable => {
            "Não há acesso às contas dos cartões. Nada foi lançado nem impresso. Tente de novo.".to_owned()
        }
        Reason::DiskFull => {
            "O disco da caixa está cheio. Nada foi lançado nem impresso. Libere espaço e tente de novo.".to_owned()
        }
        _ => "Ocorreu um erro interno do Fiscus. Nada mais foi feito. Chame a assistência.".to_owned(),
    }
}

/// The sentence for what the core says.
pub fn sentence(say: &Say) -> String {
    let money = |amount: &Amount| LANGUAGE.amount(*amount);
    match say {
        Say::CardUnknown { card } => {
            format!("O cartão {card} não é conhecido. Verifique o número ou carregue-o primeiro.")
        }
        Say::CardNotActive { card, status } => format!(
            "O cartão {card} não pode ser usado{}. Use outro cartão ou outro pagamento.",
            after(": está ", card_status(LANGUAGE, status))
        ),
        Say::ClosedTakesNothing { card } => format!(
            "O cartão {card} está encerrado e não recebe nada de volta. Reembolse em dinheiro ou noutro cartão."
        ),
        Say::ClosedNotVoided { card } => format!(
            "O cartão {card} está encerrado: o que deu não pode voltar a ele e por isso o recibo não pode ser anulado. Faça uma devolução, reembolsada em dinheiro ou noutro cartão."
        ),
        Say::ClosedNote { card } => format!(
            "O cartão {card} está encerrado: o que tinha dado além de dinheiro voltou a ele e ninguém o pode gastar. Pergunte a quem o possa dar noutro lado."
        ),
        Say::CardNotYetValid { card, from } => format!(
            "O cartão {card} ainda não é válido{}. Use outro cartão ou outro pagamento.",
            after(", só a partir de ", date(LANGUAGE, from))
        ),
        Say::CardNotInStock { card } => {
            format!("O cartão {card} já não está em estoque: outro caixa o vendeu. Pegue outro cartão.")
        }
        Say::CardOutsideWindow { card } => {
            format!("O cartão {card} não é válido neste dia ou a esta hora. Use outro cartão ou outro pagamento.")
        }
        Say::CardExpired { card, until } => {
            format!("O cartão {card} venceu{}. Use outro pagamento.", after(" em ", date(LANGUAGE, until)))
        }
        Say::CardWrongType { card } => {
            format!("O cartão {card} não é do tipo necessário para esta operação. Use outro cartão.")
        }
        Say::CardDoesNotPay { card } => format!("Não se pode pagar com o cartão {card}. Use outro pagamento."),
        Say::CardExists { card } => format!("O cartão {card} já existe. Use outro número."),
        Say::CardLeftOut { card } => {
            format!("O cartão {card} não acumula nada aqui: num recibo acumula um só cartão deste tipo.")
        }
        Say::CardsNotMade { card_type } => {
            format!("Os cartões do tipo {card_type} não se criam para o estoque: emita-os um a um.")
        }
        Say::CardNumberMissing { card_type } => {
            format!("Os cartões do tipo {card_type} não têm numeração própria. Indique o número.")
        }
        Say::CardNumberDoesNotFit { card, card_type } => {
            format!("O número {card} não corresponde a um cartão do tipo {card_type}. Verifique-o.")
        }
        Say::CardTypeUnknown { card_type, known } => {
            format!("O tipo de cartão {card_type} não existe. Tipos disponíveis: {known}.")
        }
        Say::LuhnFailed { card } => {
            format!("O dígito verificador de {card} está errado. Digite ou leia o número de novo.")
        }
        Say::NumbersUsedUp { card_type } => format!(
            "Os cartões do tipo {card_type} não têm mais números livres. Peça ao instalador um intervalo mais longo."
        ),
        Say::PiecesInvalid { line, most } => {
            format!("A linha {line} vende cartões: indique um número inteiro de 1 a {most}.")
        }
        Say::StockUsedUp { product, left } => {
            format!("De {product} só restam {left} no estoque. Venda menos, ou dê entrada em outros.")
        }
        Say::PartnerUnknown { partner } => {
            format!("Nenhum parceiro se chama assim: {partner}. Grave-o primeiro, ou escolha outro.")
        }
        Say::MoveForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" e mais {more}")));
            format!("Estes cartões não o permitem e nenhum foi alterado: {cards}{more}. Retire-os da seleção.")
        }
        Say::CardsUnderWay { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" e mais {more}")));
            format!("Há algo em curso com estes cartões e nada foi feito: {cards}{more}. Termine-o primeiro.")
        }
        Say::ConfirmDelete { count } => {
            format!("Confirme que se apagam cartões: {count}. Não poderão ser recuperados.")
        }
        Say::ConfirmClose { count } => format!(
            "Confirme o encerramento: {count} dos cartões têm saldo ou dívida, que depois não se poderá gastar nem pagar."
        ),
        Say::ConfirmZero { cards, total, unit } => {
            let sum = money(total);
            format!("Confirme que se põem a zero cartões: {cards}, no total {sum} {unit}.")
        }
        Say::ZeroTaken => "Algo mudou num cartão enquanto era posto a zero. Tente de novo.".to_owned(),
        Say::OnlyNotes { card } => {
            format!("O cartão {card} foi entregue a um parceiro: só as notas podem ser alteradas.")
        }
        Say::WordUnknown { word, known } => format!("{word} não está na lista. Escolha: {known}."),
        Say::ConfirmErase { customer } => {
            format!("Confirme que se apagam os dados pessoais do cliente {customer}. Não poderão ser recuperados.")
        }
        Say::EraseOwes { position } => {
            let sum = money(position);
            format!("O cliente ainda deve algo (saldo {sum}). Liquide-o primeiro.")
        }
        Say::EraseOpen { operation } => {
            format!("A operação {operation} deste cliente ainda não terminou. Termine-a primeiro.")
        }
        Say::NoCardFits => "Nenhum cartão corresponde. Verifique o lote ou o filtro.".to_owned(),
        Say::LoginNeeded => "Aqui é preciso uma palavra-passe: inicie a sessão primeiro (session.login).".to_owned(),
        Say::LoginWrong => "O operador ou a palavra-passe está errado. Verifique ambos e tente de novo.".to_owned(),
        Say::LoginThrottled { minutes } => {
            format!("Muitas palavras-passe erradas. Aguarde {minutes} min e tente de novo.")
        }
        Say::RoleLacks { method, role } => {
            format!("{method} exige a função {role}: inicie a sessão alguém que a tenha.")
        }
        Say::OperatorOther { operator } => {
            format!("Aqui trabalha {operator}: não indique outro operador; quem o substituir inicia a sessão primeiro.")
        }
        Say::OperatorUnknown { operator } => {
            format!("Nenhum operador se chama {operator}. Indique um da configuração, ou nenhum.")
        }
        Say::ExportForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" e mais {more}")));
            format!(
                "Só se exportam ou imprimem cartões no status criado. Estes não estão e nada foi gravado: {cards}{more}. Retire-os da seleção."
            )
        }
        Say::FileEnding { endings } => {
            format!("O nome deste arquivo deve terminar em um de: {endings}. Escolha outro nome.")
        }
        Say::FileOutside { folder } => format!(
            "Um caminho que não começa com / fica dentro de {folder} e não pode sair dali. Escreva o caminho inteiro ou escolha um nome ali."
        ),
        Say::FileElsewhere { folders } => format!(
            "Os arquivos só podem ser gravados dentro destas pastas: {folders}. Escolha uma, ou peça ao instalador que a acrescente a paths.exports."
        ),
        Say::FileFolderMissing { folder } => format!("A pasta {folder} não existe. Crie-a ou escolha outra."),
        Say::FileFolderClosed { folder } => {
            format!("Não se pode gravar em {folder}. Permita-o ao usuário do serviço ou escolha outra pasta.")
        }
        Say::FileTaken { file } => {
            format!("{file} já existe e não é um arquivo que possa ser substituído. Escolha outro nome.")
        }
        Say::PinWrong => "O PIN está errado. Digite-o de novo.".to_owned(),
        Say::PinThrottled { minutes } => format!("Muitos PIN errados. Aguarde {minutes} min e digite-o de novo."),
        Say::CardHasNoPin { card } => format!("O cartão {card} não tem PIN."),
        Say::NotLoadable { card } => format!("O cartão {card} não pode ser carregado."),
        Say::DepartmentUnknown { department } => {
            format!("O departamento {department} não existe. Peça ao instalador que o inclua na configuração.")
        }
        Say::LinesMissing => "O recibo está vazio. Introduza pelo menos uma linha.".to_owned(),
        Say::LinesTooMany { most } => format!("O recibo tem mais de {most} linhas. Divida-o em dois recibos."),
        Say::LineUnknown { line } => format!("A linha {line} não existe."),
        Say::LineTwice { line } => format!("A linha {line} aparece duas vezes."),
        Say::QuantityInvalid { line } => format!("A quantidade da linha {line} deve ser maior que zero."),
        Say::PriceInvalid { line } => {
            format!("O preço da linha {line} não pode ser negativo nem ter mais casas decimais que a moeda.")
        }
        Say::AmountTooLarge => "O valor é grande demais. Verifique-o.".to_owned(),
        Say::AmountInvalid { amount } => format!(
            "O valor {} não serve aqui. Deve ser maior que zero e não ter mais casas decimais que a moeda.",
            money(amount)
        ),
        Say::AdjustmentTooLarge { description } => format!("«{description}» tira mais do que há. Reduza-o."),
        Say::AdjustmentUnclear => {
            "Para um desconto ou acréscimo indique um valor ou uma taxa em % maior que zero.".to_owned()
        }
        Say::PaymentCardMissing => "Para pagar com cartão é preciso o número do cartão.".to_owned(),
        Say::PaymentCauseMissing => "Para o não cobrado indique o motivo: bens, serviços, fatura ou saúde.".to_owned(),
        Say::PaymentTooMuch { amount, due } => format!(
            "{} é mais do que falta pagar ({}). Só o dinheiro pode ultrapassar esse valor.",
            money(amount),
            money(due)
        ),
        Say::PaymentsIncomplete { missing } => format!("Ainda falta pagar {}.", money(missing)),
        Say::LoadPaidByCard => {
            "Um carregamento não pode ser pago com um cartão da loja. Use outro pagamento.".to_owned()
        }
        Say::CreditNeedsCustomer => {
            "Só se vende a crédito a clientes conhecidos. Escolha o cliente ou use outro pagamento.".to_owned()
        }
        Say::CreditNotAllowed { customer } => {
            format!("Ao cliente {customer} não se vende a crédito. Use outro pagamento.")
        }
        Say::CreditLimit { headroom } => format!(
            "Limite de crédito excedido: o cliente ainda pode comprar a crédito por {}. Cobre o resto de outro modo.",
            money(headroom)
        ),
        Say::DiscountUnknown { discount, known } => {
            format!("O desconto {discount} não existe. Existem: {known}.")
        }
        Say::CustomerUnknown { customer } => {
            format!("O cliente {customer} não é conhecido. Crie primeiro a ficha do cliente.")
        }
        Say::CustomerNameMissing => "Indique o nome completo do cliente, ou a empresa.".to_owned(),
        Say::OriginalNotFound { original } => format!("{original} não é um recibo emitido aqui. Verifique o número."),
        Say::OriginalForeignLines => {
            "O recibo não foi emitido aqui: indique o que é devolvido, com departamento e preço.".to_owned()
        }
        Say::OriginalNotReturnable { original } => format!("{original} não pode ser devolvido nem anulado deste modo."),
        Say::ReturnTooDear { original, department } => format!(
            "O documento foi emitido aqui ({original}) e do departamento {department} não resta tanto. Devolva as suas linhas."
        ),
        Say::AlreadyReturned { original } => format!("{original}: já foi tudo devolvido."),
        Say::AlreadyVoided { original } => format!("{original} já está anulado."),
        Say::ReturnTooMuch { line, left } => {
            format!("Da linha {line} só podem ser devolvidos mais {}.", quantity(LANGUAGE, left))
        }
        Say::ReturnMoreThanPaid { left } => {
            format!("Deste recibo ainda podem ser devolvidos artigos por {} no máximo.", money(left))
        }
        Say::ReturnOfNothing { original } => {
            format!("{original} foi fechado a zero: não há nada a devolver. Pode ser anulado.")
        }
        Say::PrinterNotConfigured { document } => format!(
            "Não há impressora definida para isto ({}). Peça ao instalador que complete a configuração.",
            printable(LANGUAGE, document).unwrap_or(document)
        ),
        Say::PrinterUnknown { printer, known } => {
            format!("A impressora {printer} não existe. Impressoras disponíveis: {known}.")
        }
        Say::PrintersDiffer { printers } => {
            format!("As linhas vão para impressoras diferentes ({printers}). Faça um recibo para cada uma.")
        }
        Say::CannotPrint { printer, what } => {
            format!("A impressora {printer} não pode imprimir isto: {}.", printable(LANGUAGE, what).unwrap_or(what))
        }
        Say::OperationConflict { operation } => {
            format!("A operação {operation} já foi usada para outra coisa. A caixa deve usar um identificador novo.")
        }
        Say::OperationUnknown { operation } => format!("A operação {operation} não existe."),
        Say::NotInDoubt { operation, state: word } => format!(
            "A operação {operation} não está em dúvida{}. Não há nada a resolver.",
            after(", está ", state(LANGUAGE, word))
        ),
        Say::PrintedNumberOld { document } => {
            format!("O documento {document} é anterior a este. Veja de novo o papel: o número é mais alto.")
        }
        Say::MayBeOnPaper { document } => format!(
            "Entretanto a impressora emitiu o documento {document} e já não diz o seu total. Veja-o: se for este, resolva como impresso com esse número; se não, resolva como não impresso e recomece com uma nova operação."
        ),
        Say::SettleUnclear => "Indique que operações são pagas, ou que valor.".to_owned(),
        Say::SettleNoDebt { operation } => format!(
            "A operação {operation} não deixou a este cliente nenhuma dívida por pagar. Verifique o número ou indique um valor."
        ),
        Say::SettleTooMuch { owed } => format!("O cliente deve apenas {}.", money(owed)),
        Say::NothingToReprint { operation } => format!("A operação {operation} não tem nada para reimprimir."),
        Say::PositionNote { position } => format!("Posição do cliente: {}", money(position)),
        Say::HeadroomNote { headroom } => format!("Crédito ainda disponível: {}", money(headroom)),
        Say::CreditDocumentNote { document } => format!("Documento preferido para compras a crédito: {document}"),
        Say::DeviceTotalDiffers { planned, device } => format!(
            "O total da impressora é {} em vez de {}. Guarde o recibo e avise o técnico.",
            money(device),
            money(planned)
        ),
        Say::OnlyAccepted { printer } => {
            format!("A impressora {printer} não diz o que imprimiu. Verifique se o documento está completo.")
        }
        Say::NumberNotTold { printer } => format!(
            "A impressora {printer} não comunica os números dos recibos. Indique Z, número e data que estão no papel."
        ),
        Say::SlipOwed { printer } => format!(
            "O comprovante talvez não esteja impresso: verifique a impressora {printer}. Será impresso, marcado como cópia, assim que ela puder."
        ),
        Say::PossibleCopy => "POSSÍVEL CÓPIA".to_owned(),
        Say::Copy => "CÓPIA".to_owned(),
        Say::TestSlip => "Fiscus: teste de impressão".to_owned(),
    }
}
