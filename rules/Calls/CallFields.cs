using BalanceNotifications.Templates;

namespace BalanceNotifications.Calls;

/// <summary>What a call says, from the values of its message.</summary>
public static class CallFields
{
    /// <param name="merge">In spoken form.</param>
    /// <param name="message">The template with those values.</param>
    /// <param name="messageLanguage">Which of the template's languages.</param>
    /// <param name="reader">The guarantor's language, BCP 47.</param>
    public static CallWords Of(MergeValues merge, string message, string messageLanguage, string reader) => new(
        merge["practice.name"] ?? "",
        merge["practice.phone"] ?? "",
        merge["guarantor.firstName"] ?? "",
        reader,
        message,
        LanguageChoice.AreOneLanguage(messageLanguage, reader) ? reader : messageLanguage);
}
