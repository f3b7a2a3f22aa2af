namespace BalanceNotifications.Templates;

/// <summary>Templates to vary in a test.</summary>
internal static class Templates
{
    public static MessageTemplate Email => new(
        "First notice", Channel.Email, "en", "Your balance with {{ practice.name }}",
        "<p>Hello {{ guarantor.firstName }}, "
        + "pay {{ statement.amountDue }} <a href=\"{{ quickPay.url }}\">here</a>.</p>",
        Text: null, Active: true);

    public static MessageTemplate Text => new(
        "Soon", Channel.Text, "en", Subject: null, Html: null,
        "{{ practice.name }}: {{ guarantor.firstName }}, {{ statement.amountDue }} is due {{ statement.dueDate }}. "
        + "Pay at {{ quickPay.url }}. Reply STOP to opt out.",
        Active: true);

    public static MessageTemplate Call => new(
        "Call", Channel.Voice, "en", Subject: null, Html: null,
        "{{ practice.name }} asks for {{ statement.amountDue }}. Call {{ practice.phone }}.", Active: true);

    public static MessageTemplate Bilingual => Email with
    {
        Variants =
        [
            new(
                "es", "Su saldo con {{ practice.name }}",
                "<p>Hola {{ guarantor.firstName }}, <a href=\"{{ quickPay.url }}\">pague</a> "
                + "{{ statement.amountDue }} antes del {{ statement.dueDate }}.</p>",
                Text: null),
        ],
    };
}
