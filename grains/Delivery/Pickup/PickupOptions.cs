using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Delivery.Text;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Pickup;

/// <summary>Section <c>Delivery:Pickup</c>: files instead of messages, for trying things out.</summary>
internal sealed class PickupOptions
{
    public const string Section = "Delivery:Pickup";

    /// <summary>Where e-mails and texts are written; made when missing. Null or empty: pickup is off.</summary>
    public string? Folder { get; init; }

    public bool IsOn => !string.IsNullOrWhiteSpace(Folder);
}

internal sealed class PickupOptionsValidator(IOptions<EmailOptions> email, IOptions<TwilioOptions> twilio)
    : IValidateOptions<PickupOptions>
{
    // Both at once would leave it to the reader whether a guarantor gets a message or a file does.
    public ValidateOptionsResult Validate(string? name, PickupOptions options) =>
        options.IsOn && (email.Value.Relays.Count > 0 || twilio.Value.Accounts.Count > 0)
            ? ValidateOptionsResult.Fail(
                $"{PickupOptions.Section}:Folder replaces {EmailOptions.Section}:Relays and "
                + $"{TwilioOptions.Section}:Accounts. Set it, or set those.")
            : ValidateOptionsResult.Success;
}
