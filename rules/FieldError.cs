namespace BalanceNotifications;

/// <summary>One thing that is wrong with one field of a request. A check names every field at once.</summary>
/// <param name="Field">The JSON path from the body, for example <c>notifications[0].days</c>.</param>
/// <param name="Message">What is wrong and what would be right, in one sentence, without the value.</param>
public sealed record FieldError(string Field, string Message);
