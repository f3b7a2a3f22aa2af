namespace BalanceNotifications.Practices;

/// <summary>A practice as it is set up.</summary>
/// <param name="Id">Its slug, the last part of its address.</param>
/// <param name="Revision">Also the ETag.</param>
/// <param name="Pause">Who paused it, since when and why; null while it is not paused.</param>
/// <param name="Warnings">What is allowed, and perhaps not meant.</param>
internal sealed record PracticeResponse(
    string Id,
    int Revision,
    string Name,
    string TimeZone,
    string Currency,
    string? Phone,
    string? LogoUrl,
    bool Active,
    bool Paused,
    PracticeMode Mode,
    TestRecipients? TestRecipients,
    PracticeChannels Channels,
    PracticeSenders Senders,
    ContactHoursSettings ContactHours,
    SwitchDefaults Defaults,
    Money MinimumBalance,
    int PaperFallbackDays,
    int MaxTextSegments,
    FrequencyCap? FrequencyCap,
    PracticeCosts Costs,
    QuickPaySettings? QuickPay,
    bool CollectorMode,
    bool OptOutOnError,
    Pause? Pause,
    IReadOnlyList<FieldError> Warnings)
{
    public static PracticeResponse From(Practice practice)
    {
        var settings = practice.Settings;
        return new(
            practice.Slug,
            practice.Revision,
            settings.Name,
            settings.TimeZone,
            settings.Currency,
            settings.Phone,
            settings.LogoUrl,
            settings.Active,
            settings.Paused,
            settings.Mode,
            settings.TestRecipients,
            settings.Channels,
            settings.Senders,
            settings.ContactHours,
            settings.Defaults,
            settings.MinimumBalance,
            settings.PaperFallbackDays,
            settings.MaxTextSegments,
            settings.FrequencyCap,
            settings.Costs,
            settings.QuickPay,
            settings.CollectorMode,
            settings.OptOutOnError,
            settings.Pause,
            PracticeRules.Warnings(settings));
    }
}
