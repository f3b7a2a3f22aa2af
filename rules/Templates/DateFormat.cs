namespace BalanceNotifications.Templates;

/// <summary>Dates as a message writes them.</summary>
public static class DateFormat
{
    /// <summary>Without the weekday: <c>December 14, 2026</c>.</summary>
    /// <param name="language">BCP 47; English when it is not one of <see cref="MessageLanguage"/>.</param>
    public static string Format(DateOnly date, string language) =>
        date.ToString(MessageLanguage.DatePattern(language), MessageLanguage.CultureOf(language));
}
